import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { UsageError } from '../engine/arguments.ts';
import type { LiveSession } from '../live/feed-source.ts';
import { chooseSource } from './source.ts';

const session = (names: string[], kafkaBrokers = ['127.0.0.1:1']): LiveSession => ({
  kafkaBrokers,
  databases: names.map((contender) => ({
    contender,
    url: `postgres://me:secret@host/${contender}`,
  })),
  isRunning: () => true,
});
const anyContender = { contender: undefined };
const servers = { DATABASE_URL: 'postgres://me:secret@there/db', KAFKA_BROKERS: 'a:1, b:2' };
const live = () => session(['rest', 'broker']);
const none = () => undefined;

describe('the source of a feed', () => {
  it('is what both variables name', async () => {
    expect(await chooseSource(anyContender, servers, live)).toMatchObject({
      ...{ databaseUrl: servers.DATABASE_URL, kafkaBrokers: ['a:1', 'b:2'], isOurs: false },
    });
  });

  it('is otherwise the live session, and there the first contender with topics', async () => {
    const url = 'postgres://me:secret@host/broker';
    for (const env of [{}, { DATABASE_URL: servers.DATABASE_URL }])
      expect(await chooseSource(anyContender, env, live)).toMatchObject({
        ...{ databaseUrl: url, isOurs: true, where: 'npm run live (broker)' },
      });
    const named = await chooseSource({ contender: 'rest' }, servers, live);
    expect(named).toMatchObject({ databaseUrl: 'postgres://me:secret@host/rest', isOurs: true });
  });

  it.each([
    [
      'nothing runs',
      anyContender,
      none,
      UsageError,
      /"npm run live".*DATABASE_URL and KAFKA_BROKERS/,
    ],
    ['no session has it', { contender: 'rest' }, none, UsageError, /^--contender: .*no running/],
    ['it is mistyped', { contender: 'brokr' }, live, UsageError, /did you mean "broker"\?/],
    [
      'there is no Kafka',
      anyContender,
      () => session(['rest'], []),
      EnvironmentError,
      /without Kafka/,
    ],
    ['none has topics', anyContender, () => session(['rest']), EnvironmentError, /--contender/],
  ])('is refused when %s', async (_when, args, find, kind, message) => {
    const refused = chooseSource(args, {}, find);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(kind);
    await expect(refused).rejects.not.toThrow(/secret/);
  });
});
