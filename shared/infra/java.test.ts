// Proves that the right Java is found among good, old and broken ones, by fake `java` scripts.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EnvironmentError } from './environment-error.ts';
import { findJava, parseJavaVersion } from './java.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'java-test-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function fakeJava(home: string, output: string): string {
  const path = join(root, home, 'bin', 'java');
  mkdirSync(join(root, home, 'bin'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\ncat >&2 <<'END'\n${output}\nEND\n`);
  chmodSync(path, 0o755);
  return path;
}

/** An environment in which only the given variables can lead to a Java. */
function only(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: '', JVM_HOMES: join(root, 'none'), ...env };
}

const java17 = 'openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment';

test.each([
  ['openjdk version "17.0.15" 2025-04-15', '17.0.15', 17],
  ['java version "1.8.0_292"', '1.8.0_292', 8],
  ['openjdk version "21" 2023-09-19', '21', 21],
  ['openjdk version "25-ea" 2025-09-16', '25-ea', 25],
  ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "11.0.2" 2019-01-15', '11.0.2', 11],
])('%j is version %s, major %d', (output, version, major) => {
  expect(parseJavaVersion(output)).toEqual({ version, major });
});

test('what names no version is no Java', () => {
  expect(parseJavaVersion('command not found')).toBeUndefined();
  expect(parseJavaVersion('version "abc"')).toBeUndefined();
});

test('KAFKA_JAVA comes before JAVA_HOME, which comes before PATH', async () => {
  const first = fakeJava('first', java17);
  const second = fakeJava('second', java17);
  const third = fakeJava('third', java17);
  const env = only({ PATH: join(root, 'third', 'bin') });
  expect((await findJava(env)).path).toBe(third);
  env['JAVA_HOME'] = join(root, 'second');
  expect((await findJava(env)).path).toBe(second);
  env['KAFKA_JAVA'] = first;
  expect(await findJava(env)).toEqual({ path: first, version: '17.0.15', major: 17 });
});

test('an old or broken Java is passed over for a later good one', async () => {
  fakeJava('old', 'java version "1.8.0_292"');
  fakeJava('broken', 'Segmentation fault');
  const good = fakeJava('jvm/java-17', java17);
  const env = {
    JAVA_HOME: join(root, 'old'),
    PATH: join(root, 'broken', 'bin'),
    JVM_HOMES: join(root, 'jvm'),
  };
  expect((await findJava(env)).path).toBe(good);
});

test('when all are too old, the error says which version is where', async () => {
  const path = fakeJava('old', 'java version "1.8.0_292"');
  const finding = findJava(only({ JAVA_HOME: join(root, 'old') }));
  await expect(finding).rejects.toThrow(EnvironmentError);
  await expect(finding).rejects.toThrow(`1.8.0_292 at ${path}`);
});

test('when there is none, the error says how to mend it', async () => {
  const finding = findJava(only({}));
  await expect(finding).rejects.toThrow(EnvironmentError);
  await expect(finding).rejects.toThrow(/none was found.*apt-get install.*KAFKA_BROKERS/);
});
