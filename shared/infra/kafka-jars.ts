// Fetches Kafka's jars without Maven: cache, then ~/.m2, then download; nothing unverified is ever used.
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { downloadJar, matches, type DownloadOptions } from './jar-download.ts';
import { jarFile, lockedKafkaVersion, readJarLock, type LockedJar } from './jar-lock.ts';

/** How far fetching is; `bytes` counts verified bytes. */
export type JarProgress = { done: number; total: number; bytes: number };

const parallel = 8;
const firstBackoffMs = 250;

/** The user's own cache of this program; nobody else writes there. */
export function userCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    env['XDG_CACHE_HOME'] ||
    join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  return join(base, 'rest-vs-broker');
}

/** Where the jars are cached: KAFKA_JARS_DIR, or the user's cache directory. */
export function jarCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['KAFKA_JARS_DIR']) return env['KAFKA_JARS_DIR'];
  return join(userCacheDir(env), `kafka-${lockedKafkaVersion(readJarLock())}`);
}

/**
 * Makes sure that every jar of the lock is in the cache with the right checksum, and returns their
 * paths. A corrupted one is fetched again. Throws EnvironmentError when one cannot be had.
 */
export async function fetchKafkaJars(
  options: {
    lock?: LockedJar[];
    env?: NodeJS.ProcessEnv;
    /** Pause before a second try at a download, in milliseconds; it doubles with each further one. */
    backoffMs?: number;
    onProgress?: (progress: JarProgress) => void;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<string[]> {
  const { lock = readJarLock(), env = process.env, backoffMs = firstBackoffMs } = options;
  // One jar that cannot be had is enough: the other downloads are not worth waiting for.
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const dir = jarCacheDir(env);
  await mkdir(dir, { recursive: true });
  const queue = [...lock];
  let done = 0;
  let bytes = 0;
  const worker = async () => {
    for (let jar = queue.shift(); jar; jar = queue.shift()) {
      signal.throwIfAborted();
      await provide(jar, dir, { env, backoffMs, signal });
      done++;
      bytes += jar.size;
      options.onProgress?.({ done, total: lock.length, bytes });
    }
  };
  const workers = Array.from({ length: parallel }, () =>
    worker().catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(workers);
  options.signal?.throwIfAborted();
  failed.signal.throwIfAborted();
  return lock.map((jar) => join(dir, jarFile(jar)));
}

/** How many jars of the lock are cached and intact. */
export async function countCachedJars(env: NodeJS.ProcessEnv = process.env, lock = readJarLock()) {
  const dir = jarCacheDir(env);
  const intact = await Promise.all(lock.map((jar) => isIntact(join(dir, jarFile(jar)), jar)));
  return { dir, cached: intact.filter(Boolean).length, total: lock.length };
}

async function provide(jar: LockedJar, dir: string, options: DownloadOptions): Promise<void> {
  const path = join(dir, jarFile(jar));
  if (await isIntact(path, jar)) return;
  // Written beside the target and renamed: another run never sees half a jar.
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    const local = join(
      options.env['HOME'] ?? homedir(),
      '.m2/repository',
      ...jar.groupId.split('.'),
      jar.artifactId,
      jar.version,
      jarFile(jar),
    );
    if (await isIntact(local, jar)) await copyFile(local, partial);
    else await writeFile(partial, await downloadJar(jar, options));
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function isIntact(path: string, jar: LockedJar): Promise<boolean> {
  try {
    return matches(await readFile(path), jar);
  } catch {
    return false;
  }
}
