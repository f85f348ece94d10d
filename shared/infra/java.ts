// Finds a Java that can run Kafka, wherever the machine keeps it.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from './environment-error.ts';

/** A Java runtime: the executable's path and its version, as in "17.0.15" (major 17). */
export type Java = { readonly path: string; readonly version: string; readonly major: number };

/** The oldest Java that Kafka 4 runs on. */
export const oldestJava = 17;

const mend =
  'install one (for example `apt-get install openjdk-17-jre-headless` or `brew install openjdk@17`) or set KAFKA_BROKERS to an existing cluster';

/**
 * The first Java ≥ 17 among KAFKA_JAVA, JAVA_HOME, PATH, macOS java_home and /usr/lib/jvm.
 * Throws EnvironmentError when there is none, or only older ones.
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const tooOld: Java[] = [];
  for await (const path of candidates(env)) {
    const java = await inspect(path);
    if (java === undefined) continue;
    if (java.major >= oldestJava) return java;
    tooOld.push(java);
  }
  const found = tooOld.map(({ version, path }) => `${version} at ${path}`).join(', ');
  throw new EnvironmentError(
    tooOld.length === 0
      ? `Java 17 or newer is needed to run Kafka and none was found: ${mend}`
      : `Java 17 or newer is needed to run Kafka and only an older one was found (${found}): ${mend}`,
  );
}

/** The version in what `java -version` prints, or undefined when there is none; "1.8.0_292" has major 8. */
export function parseJavaVersion(output: string): { version: string; major: number } | undefined {
  const version = /version "([^"]+)"/.exec(output)?.[1];
  const numbers = /^(?:1\.)?(\d+)/.exec(version ?? '');
  if (version === undefined || numbers === null) return undefined;
  return { version, major: Number(numbers[1]) };
}

async function* candidates(env: NodeJS.ProcessEnv): AsyncGenerator<string> {
  const executable = process.platform === 'win32' ? 'java.exe' : 'java';
  if (env['KAFKA_JAVA']) yield env['KAFKA_JAVA'];
  if (env['JAVA_HOME']) yield join(env['JAVA_HOME'], 'bin', executable);
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '') yield join(folder, executable);
  }
  if (process.platform === 'darwin') yield* macHome();
  const homes = env['JVM_HOMES'] ?? '/usr/lib/jvm';
  if (existsSync(homes)) {
    for (const home of readdirSync(homes).toSorted()) yield join(homes, home, 'bin', executable);
  }
}

async function* macHome(): AsyncGenerator<string> {
  try {
    const { stdout } = await promisify(execFile)('/usr/libexec/java_home', ['-v', '17+']);
    yield join(stdout.trim(), 'bin', 'java');
  } catch {
    // No Java that macOS knows of.
  }
  for (const prefix of ['/opt/homebrew', '/usr/local'])
    yield join(prefix, 'opt/openjdk@17/bin/java');
}

async function inspect(path: string): Promise<Java | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const { stdout, stderr } = await promisify(execFile)(path, ['-version'], { timeout: 10_000 });
    const parsed = parseJavaVersion(stderr + stdout);
    return parsed && { path, ...parsed };
  } catch {
    return undefined;
  }
}
