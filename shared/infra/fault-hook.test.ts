// Proves what a hook is called with, and that its failures are sentences without secrets.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { readFaultHook } from './fault-hook.ts';

const dir = mkdtempSync(join(tmpdir(), 'fault-hook-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const logFile = join(dir, 'hook.log');

function hookOf(command: string, options: { deadlineMs?: number; isBack?: () => boolean } = {}) {
  const { isBack = () => true, deadlineMs } = options;
  const hook = readFaultHook(
    'KAFKA_FAULT_HOOK',
    { PATH: process.env['PATH'], KAFKA_FAULT_HOOK: command },
    {
      ...{ logFile, isBack: () => Promise.resolve(isBack()) },
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    },
  );
  if (!hook) throw new Error('there is no hook');
  return hook;
}

function script(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return `sh ${join(dir, name)}`;
}

test('there is none when the variable is not set, or empty', () => {
  for (const env of [{}, { KAFKA_FAULT_HOOK: ' ' }])
    expect(
      readFaultHook('KAFKA_FAULT_HOOK', env, { logFile, isBack: () => Promise.resolve(true) }),
    ).toBeUndefined();
});

test('the verb comes last, and no shell reads what stands before it', async () => {
  const seen = join(dir, 'seen');
  const command = script('tell.sh', `printf '%s|' "$@" >> ${seen}\n`);
  const hook = hookOf(`${command} $HOME ;touch`);
  await hook.kill();
  await hook.start();
  await hook.stop();
  await hook.continue();
  expect(readFileSync(seen, 'utf8')).toBe(
    ['kill', 'start', 'stop', 'continue'].map((verb) => `$HOME|;touch|${verb}|`).join(''),
  );
});

test('a start is over when the server answers', async () => {
  let looks = 0;
  await hookOf('true', { isBack: () => ++looks === 3 }).start();
  expect(looks).toBe(3);
});

test('a failure names the variable, the verb and the last line, but no secret', async () => {
  vi.stubEnv('KAFKA_SASL_PASSWORD', 'hush-hush');
  const failing = hookOf(script('fail.sh', 'echo cannot: hush-hush >&2; exit 4\n')).kill();
  await expect(failing).rejects.toThrow('KAFKA_FAULT_HOOK kill: exited with code 4 (cannot: ***)');
  vi.unstubAllEnvs();
});

test('one that does not return is ended', async () => {
  const slow = hookOf(script('slow.sh', 'sleep 30\n'), { deadlineMs: 50 }).stop();
  await expect(slow).rejects.toThrow(/KAFKA_FAULT_HOOK stop: was not done after 0.05 s/);
});

test('a program that is not there is noticed before anything starts', () => {
  expect(() => hookOf('no-such-program-here kill')).toThrow(/KAFKA_FAULT_HOOK: its first word/);
});
