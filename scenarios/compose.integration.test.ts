// `--target compose` as a command, on a `docker` of our own: how it ends when it cannot start, and what it takes away.
// Real containers are another matter: docs/compose says what was run on them, and how.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFakeDocker, type FakeDocker } from '../shared/infra/testing/fake-docker.ts';
import { startHarness } from './engine/testing/harness-process.ts';
import { eventually } from './engine/testing/test-bench.ts';

let fake: FakeDocker;
let dir: string;
beforeEach(() => {
  fake = makeFakeDocker();
  dir = mkdtempSync(join(tmpdir(), 'compose-command-'));
});
afterEach(() => {
  fake.remove();
  rmSync(dir, { recursive: true, force: true });
});

const run = (env: NodeJS.ProcessEnv = {}, args: string[] = []) =>
  startHarness(['billing-down', '--quiet', '--target', 'compose', ...args], {
    ...{ PATH: fake.path, TMPDIR: dir, KAFKA_BROKERS: '', DATABASE_URL: '', ...env },
  });

const wasTakenDown = () => fake.calls().some((line) => line.includes(' down --volumes '));

describe('npm run scenario -- --target compose', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'a project that runs already',
      () => fake.answer('ls', '[{"Name":"rest-vs-broker","Status":"running(2)"}]'),
      /^the compose project rest-vs-broker is running already/,
    ],
    [
      'an engine that does not answer',
      () => fake.fail('version', 'Cannot connect\n'),
      /^no Docker/,
    ],
    ['an image that cannot be had', () => fake.fail('up', 'no such image\n'), /could not be st/],
  ])('%s: exit 3 and one sentence, before any load', async (_, change, sentence) => {
    change();
    const harness = run({ KAFKA_SASL_PASSWORD: 'hush-hush' });
    expect(await harness.exited).toBe(3);
    expect(harness.output().trim()).toMatch(sentence);
    expect(harness.output().trim().split('\n')).toHaveLength(1);
    expect(fake.calls().join()).not.toContain('hush');
  });

  it('is a usage error beside servers of one’s own', async () => {
    const harness = run({ DATABASE_URL: 'postgres://u:hush-hush@h/d' });
    expect(await harness.exited).toBe(2);
    expect(harness.output()).toMatch(/unset one of the two/);
    expect(harness.output()).not.toContain('hush');
    expect(fake.calls()).toEqual([]);
  });

  it('takes its project away when it is interrupted while that starts', async () => {
    fake.hang('up');
    const harness = run();
    const isUp = () => (fake.calls().some((line) => line.includes(' up ')) ? true : undefined);
    await eventually('docker compose up', isUp);
    harness.interrupt();
    expect(await harness.exited).toBe(130);
    expect(wasTakenDown()).toBe(true);
  });

  it('has its project taken away when it is killed', async () => {
    fake.hang('up');
    const harness = run();
    const isHanging = () => (existsSync(join(dirOf(fake), 'hanging')) ? true : undefined);
    await eventually('docker compose up', isHanging);
    process.kill(harness.pid, 'SIGKILL');
    await harness.exited;
    await eventually('docker compose down', () => (wasTakenDown() ? true : undefined));
  });
});

function dirOf({ path }: FakeDocker): string {
  return dirname(join(path.split(':')[0] ?? '', 'docker'));
}
