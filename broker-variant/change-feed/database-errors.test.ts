// Which error of PostgreSQL is an outage that passes, which one has a sentence for the user, and which is a fault of ours.
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { FeedPlan } from '../../shared/change-feed.ts';
import { feedErrorOf, mayPass } from './database-errors.ts';

function databaseError(code: string, message = 'the server says so'): pg.DatabaseError {
  const error = new pg.DatabaseError(message, message.length, 'error');
  error.code = code;
  return error;
}
const plan: FeedPlan = {
  ...{ method: 'logical-replication', databaseUrl: 'postgres://me:secret@host/db' },
  ...{ kafkaBrokers: ['a:1'], table: 'orders', topic: 't', name: 'mine' },
};
const sentenceOf = (error: unknown) => feedErrorOf(error, plan)?.message;

describe('an error that only a person can mend', () => {
  it.each([
    ['42P01', 'orders was dropped'],
    ['42703', 'orders has lost a column'],
    ['42501', 'role may not do'],
    ['28P01', 'does not let the feed in'],
    ['28000', 'does not let the feed in'],
    ['3D000', 'does not let the feed in'],
    ['53400', 'raise max_replication_slots'],
    ['55006', 'slot change_feed_mine is in use'],
    ['55000', 'slot change_feed_mine cannot be used'],
  ])('%s has a sentence, and does not pass', (code, words) => {
    const error = databaseError(code);
    expect(sentenceOf(error)).toContain(words);
    expect(sentenceOf(error)).not.toContain('secret');
    expect(feedErrorOf(error, plan)?.cause).toBe(error);
    expect(mayPass(error)).toBe(false);
  });

  it('is not blamed on the slot where the database takes nobody in', () => {
    const closed = databaseError('55000', 'database "x" is not currently accepting connections');
    expect(sentenceOf(closed)).toContain('does not let the feed in');
  });
});

describe('an outage', () => {
  it.each(['08006', '57P01', '57P02', '57P03', '53300', '40001', '40P01'])(
    '%s passes and has no sentence',
    (code) => {
      expect(mayPass(databaseError(code))).toBe(true);
      expect(sentenceOf(databaseError(code))).toBeUndefined();
    },
  );

  it.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('read'), { code: 'ECONNRESET' }),
    Object.assign(new Error('lookup'), { code: 'EAI_AGAIN' }),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('the stream of the log has ended'),
    new Error('timeout expired'),
    new AggregateError([Object.assign(new Error('v6'), { code: 'ECONNREFUSED' })]),
  ])('%s passes', (error) => {
    expect(mayPass(error)).toBe(true);
  });
});

describe('a fault of ours', () => {
  it.each([
    databaseError('42601'),
    databaseError('22P02'),
    new TypeError('x is not a function'),
    new AggregateError([new Error('other')]),
    'a text',
    undefined,
  ])('%s neither passes nor has a sentence', (error) => {
    expect(mayPass(error)).toBe(false);
    expect(sentenceOf(error)).toBeUndefined();
  });
});
