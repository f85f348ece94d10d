// Networks drop, truncate and refuse: a jar is asked for several times, and only the locked bytes are accepted.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentError } from './environment-error.ts';
import type { LockedJar } from './jar-lock.ts';

// The package is CommonJS with a `default` member, which loaders unwrap differently; require does not.
const { default: artifactUrl }: typeof import('mvn-artifact-url') = createRequire(import.meta.url)(
  'mvn-artifact-url',
);
const tries = 4;
const requestDeadlineMs = 60_000;

/** Where to ask (MAVEN_REPO_URL), the pause before the second try in milliseconds (it doubles), and when to give up. */
export type DownloadOptions = {
  env: NodeJS.ProcessEnv;
  backoffMs: number;
  signal: AbortSignal;
};

/** The jar's verified bytes. Throws EnvironmentError when no try brought them, the abort reason when aborted. */
export async function downloadJar(
  jar: LockedJar,
  { env, backoffMs, signal }: DownloadOptions,
): Promise<Buffer> {
  const mirror = env['MAVEN_REPO_URL'];
  const url = await artifactUrl(
    { groupId: jar.groupId, artifactId: jar.artifactId, version: jar.version },
    mirror ? `${mirror.replace(/\/+$/, '')}/` : undefined,
  );
  let problem = 'no try was made';
  for (let n = 0; n < tries; n++) {
    if (n > 0) await delay(backoffMs * 2 ** (n - 1), undefined, { signal });
    try {
      const late = AbortSignal.timeout(requestDeadlineMs);
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, late]),
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`HTTP ${response.status}`);
      }
      const content = Buffer.from(await response.arrayBuffer());
      if (matches(content, jar)) return content;
      problem = `the download does not match the lock (${content.length} of ${jar.size} bytes)`;
    } catch (error) {
      signal.throwIfAborted();
      problem = reasonOf(error);
    }
  }
  throw new EnvironmentError(
    `${jar.groupId}:${jar.artifactId}:${jar.version} could not be downloaded after ${tries} tries (${problem}): ` +
      'check the network, point MAVEN_REPO_URL to a mirror, or set KAFKA_BROKERS to an existing cluster',
  );
}

/** Whether these bytes are the locked jar. */
export function matches(content: Buffer, jar: LockedJar): boolean {
  return (
    content.length === jar.size && createHash('sha256').update(content).digest('hex') === jar.sha256
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
