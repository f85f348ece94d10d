// Proves what docker is called with, what it is never told, and what its failures become, on a `docker` of our own.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../environment-error.ts';
import { stopBelow, type ProcessExit } from '../process.ts';
import { makeFakeDocker, type FakeDocker } from '../testing/fake-docker.ts';
import { requireDocker } from './compose-ready.ts';
import { startComposeProject, type ComposeProject } from './compose-project.ts';

let fake: FakeDocker;
let runDir: string;
let started: ComposeProject[] = [];
beforeEach(() => {
  fake = makeFakeDocker();
  runDir = mkdtempSync(join(tmpdir(), 'compose-test-'));
  vi.stubEnv('PATH', fake.path);
  for (const name of ['KAFKA_PORT', 'PG_PORT']) vi.stubEnv(name, '');
});
afterEach(async () => {
  // While the docker that is called is still ours: hooks of a test itself run after this one.
  for (const project of started) await project.down();
  started = [];
  await stopBelow(runDir);
  vi.unstubAllEnvs();
  fake.remove();
  rmSync(runDir, { recursive: true, force: true });
});

/** The project up to its servers; it is taken down with the test. */
async function start(): Promise<ComposeProject> {
  const project = await startComposeProject({ needs: ['kafka', 'postgres'], runDir });
  started.push(project);
  return project;
}

/** The calls without what only this machine has. */
function calls(): string[] {
  return fake.calls().map((line) => line.replaceAll(/\S+\/(?=[\w-]+\.(yml|json))/g, ''));
}

const file = '--project-name rest-vs-broker-run --file docker-compose.yml';

describe('what keeps a run on Compose from starting', () => {
  it.each<[string, () => void, RegExp]>([
    ['no docker', () => vi.stubEnv('PATH', '/nowhere'), /no docker command: install Docker/],
    [
      'no engine',
      () => fake.fail('version', 'Cannot connect to the Docker daemon\n'),
      /no Docker engine answers: start it.*Cannot connect/,
    ],
    ['no Compose', () => fake.fail('plugin', "'compose' is no command\n"), /no Compose plugin/],
    ['an old Compose', () => fake.answer('plugin', 'v2.19.3'), /2\.19\.3 is too old: 2\.20/],
    [
      'a project of another run',
      () => fake.answer('ls', '[{"Name":"rest-vs-broker-run","Status":"running(2)"}]'),
      /rest-vs-broker-run is there already.*docker compose -p rest-vs-broker-run down/,
    ],
    [
      'a project of the user’s',
      () => fake.answer('ls', '[{"Name":"rest-vs-broker","Status":"running(2)"}]'),
      /rest-vs-broker is running already.*docker compose -p rest-vs-broker down/,
    ],
    ['an answer that nobody knows', () => fake.answer('ls', 'NAME STATUS'), /not known here/],
  ])('%s: one sentence, and nothing was started', async (_, change, sentence) => {
    change();
    const starting = startComposeProject({ needs: ['postgres'], runDir });
    await expect(starting).rejects.toThrow(EnvironmentError);
    await expect(starting).rejects.toThrow(sentence);
    expect(calls().filter((line) => / (build|up|down) /.test(line))).toEqual([]);
  });

  it('is not a project of somebody else', async () => {
    fake.answer('ls', '[{"Name":"rest","Status":"running(1)"}]');
    await requireDocker();
  });

  it('is an image that cannot be built', async () => {
    fake.fail('build', 'step 3\nfailed to solve: no such image\n');
    const starting = startComposeProject({ needs: ['postgres'], runDir });
    await expect(starting).rejects.toThrow(EnvironmentError);
    await expect(starting).rejects.toThrow(/could not be built.*no such image/);
    expect(calls().some((line) => / (up|down) /.test(line))).toBe(false);
  });

  it('is a port that is taken; what had started by then is removed', async () => {
    fake.fail('up', 'Bind for 127.0.0.1:5432 failed: port is already allocated\n');
    const starting = startComposeProject({ needs: ['postgres'], runDir });
    await expect(starting).rejects.toThrow(/a port of this machine is taken: unset KAFKA_PORT/);
    expect(calls().at(-1)).toBe(
      `compose ${file} --profile * down --volumes --remove-orphans --timeout 2`,
    );
  });

  it('is no port at all', async () => {
    vi.stubEnv('PG_PORT', '70000');
    await expect(startComposeProject({ needs: ['postgres'], runDir })).rejects.toThrow(
      /PG_PORT: must be a port/,
    );
  });
});

describe('the project', () => {
  it('is built, started and removed under a name of its own', async () => {
    const project = await start();
    await project.down();
    await project.down();
    expect(calls()).toEqual([
      'version --format {{.Server.Version}}',
      'compose version --short',
      'compose ls --all --format json',
      `compose ${file} --profile * config --format json`,
      `compose ${file} --profile * build --quiet rest-gateway`,
      `compose ${file} --profile * up --detach --quiet-pull kafka postgres`,
      `compose ${file} --profile * down --volumes --remove-orphans --timeout 2`,
    ]);
    expect(fake.environment()).toContain(`PG_PORT=${project.portOf('postgres')}\n`);
    expect(project.config.databaseUrl('127.0.0.1:1')).toBe('postgres://u:p@127.0.0.1:1/d');
  });

  it('breaks and mends its servers', async () => {
    const project = await start();
    let looks = 0;
    const { hook } = project.control('kafka', () => Promise.resolve(++looks > 1));
    await hook.stop();
    await hook.continue();
    await hook.start();
    expect(looks).toBe(2);
    const name = 'rest-vs-broker-run-kafka-1';
    const verbs = calls().flatMap((line) => (line.endsWith(name) ? line.split(' ')[0] : []));
    expect(verbs.filter((verb) => verb !== 'wait')).toEqual(['pause', 'unpause', 'start']);
    fake.fail('pause', 'Error: no such container\n');
    await expect(hook.stop()).rejects.toThrow('docker pause rest-vs-broker-run-kafka-1: Error: no');
  });

  it('notices a server that ends by itself, and not one that it has killed', async () => {
    const project = await start();
    const { hook, exited } = project.control('postgres', () => Promise.resolve(true));
    const name = 'rest-vs-broker-run-postgres-1';
    const waits = () => fake.calls().filter((line) => line === `wait ${name}`).length;
    let ended: ProcessExit | undefined;
    void exited.then((exit) => (ended = exit));
    await vi.waitFor(() => expect(waits()).toBe(1), { timeout: 5_000 });
    fake.swallow('kill');
    await hook.kill();
    await fake.end(name, 137);
    await hook.start();
    await vi.waitFor(() => expect(waits()).toBe(2), { timeout: 5_000 });
    expect(ended).toBeUndefined();
    await fake.end(name, 1);
    expect(await exited).toEqual({ code: 1, signal: null });
  });

  it('tells a service its secrets in a file of its own, and nobody else', async () => {
    const project = await start();
    await project.create({
      billing: {
        like: 'rest-billing',
        environment: { SERVICE_DATABASE_URL: 'postgres://b:hush$word@postgres/d' },
        ports: [[15_000, 3_100]],
        mounts: [[runDir, '/traces']],
        user: '1000:1000',
      },
    });
    expect(JSON.parse(fake.lastFile())).toEqual({
      services: {
        billing: {
          ...{ image: 'services:local', init: true, restart: 'no', user: '1000:1000' },
          command: ['node', 'x.ts', '$$HOME'],
          environment: { SERVICE_DATABASE_URL: 'postgres://b:hush$$word@postgres/d' },
          ports: ['127.0.0.1:15000:3100'],
          volumes: [{ type: 'bind', source: runDir, target: '/traces' }],
        },
      },
    });
    expect(fake.lastMode()).toBe('-rw-------');
    expect(readdirSync(runDir)).toEqual([]);
    expect(calls().at(-1)).toBe(
      `compose ${file} --file containers-1.json --profile * create billing`,
    );
    expect(fake.calls().join()).not.toContain('hush');
    expect(fake.environment()).not.toContain('hush');
  });

  it('does not know a service that the file does not have', async () => {
    const project = await start();
    const spec = { like: 'nats-billing', environment: {}, ports: [], mounts: [], user: undefined };
    await expect(project.create({ billing: spec })).rejects.toThrow(
      'docker-compose.yml has no service nats-billing',
    );
  });

  it('starts, holds, kills and stops a container, and notices its end', async () => {
    const project = await start();
    const logFile = join(runDir, 'billing.log');
    const first = await project.start('billing', logFile);
    expect(first.running()).toBe(true);
    expect(first.seenPid).toBeUndefined();
    await vi.waitFor(() => expect(first.logTail(1)).toContain('hello'), { timeout: 5_000 });
    await first.standstill?.begin();
    await first.standstill?.end();
    await first.kill();
    expect((await first.exited).signal).toBe('SIGKILL');
    const second = await project.start('billing', logFile);
    await second.stop(9_000);
    expect(second.running()).toBe(false);
    await second.kill();
    const name = 'rest-vs-broker-run-billing-1';
    expect(calls().filter((line) => line.endsWith(name) && !line.startsWith('inspect'))).toEqual([
      ...[`start --attach ${name}`, `pause ${name}`, `unpause ${name}`, `kill ${name}`],
      ...[`start --attach ${name}`, `stop --time 9 ${name}`],
    ]);
  });
});
