// A cluster of one's own, with TLS and logins: bad input, whose things are left alone, hooks, and where secrets never are.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkKafka } from '../shared/infra/doctor-kafka.ts';
import { checkPostgres } from '../shared/infra/doctor-postgres.ts';
import { EnvironmentError } from '../shared/infra/environment-error.ts';
import { startInfrastructure } from '../shared/infra/infrastructure.ts';
import { createLedTopics } from '../shared/infra/kafka-topics.ts';
import { openFaultControl } from '../shared/infra/testing/fault-control.ts';
import {
  startSecuredServers,
  type SecuredServers,
} from '../shared/infra/testing/secured-servers.ts';
import { parseRunResult } from '../shared/run-result.ts';
import { bootForTest, eventually } from './engine/testing/test-bench.ts';
import { startHarness, stateOfProcess } from './engine/testing/harness-process.ts';
import { watchForSecrets } from './engine/testing/secret-watch.ts';

const dir = mkdtempSync(join(tmpdir(), 'own-cluster-test-'));
let servers: SecuredServers;
let admin: Admin;
let database: pg.Client;

beforeAll(async () => {
  for (const name of ['KAFKA_BROKERS', 'DATABASE_URL']) vi.stubEnv(name, '');
  servers = await startSecuredServers();
  const brokers = [servers.kafka.plain];
  admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 20 } }).admin();
  await admin.connect();
  database = new pg.Client({ connectionString: servers.infrastructure.postgres?.url });
  // A hook kills this server.
  database.on('error', () => undefined);
  await database.connect();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await database.end().catch(() => undefined);
  await admin.disconnect();
  await servers.stop();
  rmSync(dir, { recursive: true, force: true });
});

type Change = (servers: SecuredServers) => Record<string, string>;

/** The environment of a user of these servers, with a change; empty = not set. */
function environmentWith(change: Change = () => ({})): Record<string, string> {
  return { ...servers.environment, ...change(servers) };
}

/** Servers of a run in this process, which uses the secured ones. */
function useServers(needs: ('kafka' | 'postgres')[], change?: Change, replicationFactor?: number) {
  for (const [name, value] of Object.entries(environmentWith(change))) vi.stubEnv(name, value);
  return startInfrastructure({ needs, replicationFactor });
}

const noTls = { KAFKA_SSL: '', KAFKA_SSL_CA: '' };
const noLogin = { KAFKA_SASL_MECHANISM: '', KAFKA_SASL_USERNAME: '', KAFKA_SASL_PASSWORD: '' };
const url = (change: (url: URL) => void): Change => {
  return ({ databaseUrl }) => {
    const changed = new URL(databaseUrl);
    change(changed);
    return { DATABASE_URL: changed.href };
  };
};

/** What must never be read anywhere. */
function secrets(): string[] {
  return [...Object.values(servers.passwords), 'wrong-word'];
}

describe('a Kafka that cannot be used is refused in a sentence', () => {
  const cases: [string, Change, RegExp][] = [
    [
      'wrong password',
      () => ({ KAFKA_SASL_PASSWORD: 'wrong-word' }),
      /refuses the login.*SASL_PAS/,
    ],
    [
      'wrong password, plain',
      () => ({ KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: 'wrong-word' }),
      /refuses the login/,
    ],
    ['no login', () => noLogin, /wants a login: set KAFKA_SASL_MECHANISM/],
    ['a plain client', () => ({ ...noTls, ...noLogin }), /speaks TLS: set KAFKA_SSL=true/],
    ['a plain client that logs in', () => noTls, /speaks TLS: set KAFKA_SSL=true/],
    ['another CA', ({ certificates }) => ({ KAFKA_SSL_CA: certificates.otherCa }), /KAFKA_SSL_CA/],
    [
      'TLS to a plain port',
      ({ kafka }) => ({ KAFKA_BROKERS: kafka.plain, ...noLogin }),
      /does not speak TLS at this port/,
    ],
    [
      'a login where there is none',
      ({ kafka }) => ({ KAFKA_BROKERS: kafka.plain, ...noTls }),
      /wants no login/,
    ],
    [
      'no client certificate',
      ({ kafka }) => ({ KAFKA_BROKERS: kafka.mutual, ...noLogin }),
      /client certificate/,
    ],
    [
      'a key that does not belong to the certificate',
      ({ certificates: { client, server } }) => ({
        ...{ KAFKA_SSL_CERT: client.cert, KAFKA_SSL_KEY: server.key },
      }),
      /KAFKA_SSL_KEY: is no/,
    ],
    [
      'no right to create topics',
      ({ passwords }) => ({
        ...{ KAFKA_SASL_USERNAME: 'viewer', KAFKA_SASL_PASSWORD: passwords.viewer },
      }),
      /lets this user create no topics/,
    ],
    ['too few nodes', () => ({ KAFKA_REPLICATION_FACTOR: '3' }), /needs 3 Kafka nodes/],
    ['an address without a port', () => ({ KAFKA_BROKERS: 'localhost' }), /list of host:port/],
    ['a hook that is none', () => ({ KAFKA_FAULT_HOOK: '/no/such kill' }), /KAFKA_FAULT_HOOK/],
  ];
  it.each(cases)('%s', async (_, change, sentence) => {
    const starting = useServers(['kafka'], change);
    await expect(starting).rejects.toThrow(EnvironmentError);
    await expect(starting).rejects.toThrow(sentence);
    for (const secret of secrets()) await expect(starting).rejects.not.toThrow(secret);
    const finding = await checkKafka(environmentWith(change), 300);
    expect(JSON.stringify(finding)).not.toContain('wrong-word');
  });
});

describe('a PostgreSQL that cannot be used is refused in a sentence', () => {
  const cases: [string, Change, RegExp][] = [
    ['wrong password', url((u) => (u.password = 'wrong-word')), /refuses the login/],
    [
      'another CA',
      ({ certificates: { otherCa }, databaseUrl }) => ({
        DATABASE_URL: databaseUrl.replace(
          /sslrootcert=.*/,
          `sslrootcert=${encodeURIComponent(otherCa)}`,
        ),
      }),
      /sslrootcert/,
    ],
    [
      'a CA file that is not there',
      url((u) => u.searchParams.set('sslrootcert', '/none')),
      /cannot be read/,
    ],
    ['no TLS', url((u) => (u.search = '')), /wants TLS: add/],
    ['no such database', url((u) => (u.pathname = '/none')), /no database of that name/],
    [
      'a role without rights',
      ({ poorDatabaseUrl }) => ({ DATABASE_URL: poorDatabaseUrl }),
      /CREATEDB CREATEROLE/,
    ],
    ['no address', () => ({ DATABASE_URL: 'wrong-word' }), /DATABASE_URL: must look like/],
  ];
  it.each(cases)('%s', async (_, change, sentence) => {
    const starting = useServers(['postgres'], change);
    await expect(starting).rejects.toThrow(EnvironmentError);
    await expect(starting).rejects.toThrow(sentence);
    for (const secret of secrets()) await expect(starting).rejects.not.toThrow(secret);
    const finding = await checkPostgres(environmentWith(change));
    expect(finding.state).toBe('missing');
    expect(JSON.stringify(finding)).not.toContain('wrong-word');
  });
});

describe('good settings', () => {
  it.each([
    ['scram-sha-256', () => ({ KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' })],
    ['plain', () => ({ KAFKA_SASL_MECHANISM: 'plain' })],
    [
      'a client certificate instead of a login',
      ({ kafka, certificates: { client } }) => ({
        ...noLogin,
        ...{ KAFKA_BROKERS: kafka.mutual, KAFKA_SSL_CERT: client.cert, KAFKA_SSL_KEY: client.key },
      }),
    ],
  ] satisfies [string, Change][])('%s', async (_, change) => {
    await (await useServers(['kafka'], change)).stop();
  });

  it('are found good by the doctor', async () => {
    expect((await checkKafka(servers.environment)).text).toMatch(
      /answers: one node, TLS, SASL scram-sha-512$/,
    );
    expect((await checkPostgres(servers.environment)).text).toMatch(/version 18\.\d+, TLS$/);
  });
});

/** What is on the servers whose name begins so. */
async function left(prefix: string): Promise<string[]> {
  const { groups } = await admin.listGroups();
  const { rows } = await database.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database UNION SELECT rolname FROM pg_roles`,
  );
  return [
    ...(await admin.listTopics()),
    ...groups.map(({ groupId }) => groupId),
    ...rows.map(({ name }) => name),
  ].filter((name) => name.startsWith(prefix));
}

describe('what a run has not made', () => {
  const boot = async (runId: string, signal?: AbortSignal) => {
    const infrastructure = await useServers(['kafka', 'postgres'], undefined, 1);
    try {
      await bootForTest(infrastructure, 'broker', { runId, ...(signal ? { signal } : {}) });
    } finally {
      await infrastructure.stop();
    }
  };
  // By the role that a run has, which might drop it again.
  const asOwner = async (statement: string) => {
    const client = new pg.Client({ connectionString: servers.databaseUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const newName = () => `t${randomBytes(5).toString('hex')}`;

  it.each([
    [
      'a topic of its prefix',
      (name: string) => `${name}.mine`,
      (thing: string) => createLedTopics(admin, [{ topic: thing }]),
      (thing: string) => admin.deleteTopics({ topics: [thing] }),
    ],
    [
      'a database of its name',
      (name: string) => name,
      (thing: string) => asOwner(`CREATE DATABASE ${thing}`),
      (thing: string) => asOwner(`DROP DATABASE ${thing}`),
    ],
    [
      'a role of its name',
      (name: string) => `${name}_email`,
      (thing: string) => asOwner(`CREATE ROLE ${thing}`),
      (thing: string) => asOwner(`DROP ROLE ${thing}`),
    ],
  ])('%s keeps it from starting, and stays', async (_, nameOf, make, remove) => {
    const runId = newName();
    await make(nameOf(runId));
    const booting = boot(runId);
    await expect(booting).rejects.toThrow(EnvironmentError);
    await expect(booting).rejects.toThrow(/already, which this run has not made: nothing was/);
    expect(await left(runId)).toEqual([nameOf(runId)]);
    await remove(nameOf(runId));
  });

  it('is all that is there after a start that failed', async () => {
    const runId = newName();
    await expect(boot(runId, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    await eventually(
      'nothing to be left',
      async () => (await left(runId)).length === 0 || undefined,
    );
  });
});

describe('the command', () => {
  it('ends with exit 3 and one sentence before any load', async () => {
    const harness = startHarness(['baseline', '--quiet', '--contenders', 'broker'], {
      ...environmentWith(() => ({ KAFKA_SASL_PASSWORD: 'wrong-word' })),
      TMPDIR: dir,
    });
    expect(await harness.exited).toBe(3);
    expect(harness.output()).toMatch(/refuses the login: check KAFKA_SASL_USERNAME/);
    expect(harness.output().trim().split('\n')).toHaveLength(1);
    expect(harness.output()).not.toContain('wrong-word');
  });

  it('runs there, tells nobody a secret, and leaves nothing behind', async () => {
    const at = (name: string) => join(dir, name);
    const harness = startHarness(
      [
        ...['baseline', '--quick', '--contenders', 'broker', '--duration', '3'],
        ...[
          '--replication-factor',
          '1',
          '--out',
          at('out'),
          '--json',
          at('a.json'),
          '--junit',
          at('a.xml'),
        ],
        ...['--md', at('a.md'), '--no-color'],
      ],
      { ...servers.environment, TMPDIR: dir, DEBUG: '1' },
    );
    const watch = watchForSecrets(dir, secrets());
    const partitions = new Set<number>();
    const look = async () => {
      watch.look(harness.pid);
      const topics = (await admin.listTopics()).filter((topic) => /^bk.*\.billing$/.test(topic));
      // Of a topic that goes away meanwhile nothing is known.
      const metadata = await admin.fetchTopicMetadata({ topics }).catch(() => ({ topics: [] }));
      for (const topic of topics.length > 0 ? metadata.topics : [])
        partitions.add(topic.partitions.length);
    };
    let code: number | null | undefined;
    const exited = harness.exited.then((exit) => (code = exit));
    const ends = async () => {
      await look();
      return code;
    };
    await eventually('the end of the run', ends, 100_000);
    await exited;
    expect([0, 99], harness.output()).toContain(code);
    watch.look(harness.pid);
    expect(watch.leaks).toEqual([]);
    for (const secret of secrets()) expect(harness.output()).not.toContain(secret);
    // The look-out could see what it was to look at.
    for (const name of ['-gateway.log', '-billing.log', 'a.json', 'a.xml', 'a.md', 'index.html'])
      expect([...watch.files].some((file) => file.endsWith(name))).toBe(true);
    expect([...watch.commands].some((line) => line.includes('broker-variant'))).toBe(true);
    expect([...partitions]).toEqual([4]);

    const result = parseRunResult(JSON.parse(readFileSync(at('a.json'), 'utf8')));
    expect(result.environment.infrastructure).toBe(
      'Kafka external (TLS, SASL scram-sha-512), PostgreSQL external (TLS)',
    );
    expect(result.command).toContain('--replication-factor 1');
    expect(result.contenders[0]?.runs[0]?.lostOrders.total).toBe(0);
    expect(await left('bk')).toEqual([]);
  });
});

describe('a fault hook', () => {
  it('kills, starts, stops and continues a server that is not ours', async () => {
    const control = await openFaultControl(servers.infrastructure, dir);
    const { kafka, postgres } = servers.infrastructure;
    const infrastructure = await useServers(['kafka', 'postgres'], () => ({
      KAFKA_FAULT_HOOK: control.hookOf('kafka'),
      POSTGRES_FAULT_HOOK: control.hookOf('postgres'),
    }));
    try {
      await infrastructure.kafka?.hook?.stop();
      expect(stateOfProcess(kafka?.pid() ?? 0)).toBe('T');
      await infrastructure.kafka?.hook?.continue();
      expect(stateOfProcess(kafka?.pid() ?? 0)).not.toBe('T');
      const before = postgres?.pid();
      await infrastructure.postgres?.hook?.kill();
      expect(postgres?.pid()).toBeUndefined();
      await infrastructure.postgres?.hook?.start();
      expect(postgres?.pid()).not.toBe(before);
      expect((await checkPostgres(servers.environment)).state).toBe('ok');
    } finally {
      await infrastructure.stop();
      await control.close();
    }
  });
});
