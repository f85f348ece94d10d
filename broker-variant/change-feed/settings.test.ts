// What a feed's process is told comes through its environment unchanged, and nonsense is named without being repeated.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureMethods, type FeedPlan } from '../../shared/change-feed.ts';
import { environmentOf, planOf } from './settings.ts';

const plan: FeedPlan = {
  ...{ method: 'snapshot-polling', databaseUrl: 'postgres://me:secret@host:5432/db' },
  ...{ kafkaBrokers: ['a:1', 'b:2'], table: 'orders', topic: 'feed.orders', name: 'orders' },
};

describe('the environment of a feed', () => {
  it('carries every plan', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...captureMethods),
        fc.stringMatching(/^[a-z0-9_]{1,40}$/),
        fc.stringMatching(/^[a-zA-Z0-9._-]{1,200}$/),
        (method, name, topic) => {
          const wanted = { ...plan, method, name, topic };
          expect(planOf(environmentOf(wanted))).toEqual(wanted);
        },
      ),
    );
  });

  it.each([
    ['FEED_METHOD', 'guess-secret'],
    ['FEED_DATABASE_URL', 'mysql://me:secret@host/db'],
    ['FEED_DATABASE_URL', 'postgres://me:secret@ho st/db'],
    ['FEED_DATABASE_URL', 'postgres-secret'],
    ['KAFKA_BROKERS', ''],
    ['FEED_TABLE', ''],
    ['FEED_TABLE', 'secret'.repeat(30)],
    ['FEED_TOPIC', 'no secret'],
    ['FEED_TOPIC', 'x'.repeat(201)],
    ['FEED_NAME', 'Secret'],
    ['FEED_NAME', 'x'.repeat(41)],
    ['FEED_NAME', undefined],
  ])('names %s when it is %s, and does not repeat it', (variable, value) => {
    const environment: NodeJS.ProcessEnv = { ...environmentOf(plan), [variable]: value };
    expect(() => planOf(environment)).toThrow(new RegExp(`^environment variable ${variable}: \\w`));
    expect(() => planOf(environment)).not.toThrow(/secret/i);
  });
});
