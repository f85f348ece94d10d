// Tells errors of PostgreSQL that only a person can mend from outages, which pass.
import pg from 'pg';
import type { FeedPlan } from '../../shared/change-feed.ts';
import { FeedError } from './feed-error.ts';
import { slotOf } from './slot.ts';

/** The sentence for an error that waiting does not mend; undefined for anything that may pass. */
export function feedErrorOf(error: unknown, { table, name }: FeedPlan): FeedError | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const because = (sentence: string) => new FeedError(sentence, { cause: error });
  switch (error.code) {
    case '42P01': // undefined_table
      return because(
        `${table} was dropped while it was streamed; what was delivered before stays in the topic`,
      );
    case '42703': // undefined_column
      return because(`${table} has lost a column the feed goes by: ${error.message}`);
    case '42501': // insufficient_privilege
      return because(`the feed's database role may not do what it has to: ${error.message}`);
    case '28P01': // invalid_password
    case '28000': // invalid_authorization_specification
    case '3D000': // invalid_catalog_name
      return because(`the database does not let the feed in: ${error.message}`);
    case '53400': // configuration_limit_exceeded
      return because(
        `PostgreSQL has no replication slot left: raise max_replication_slots, or drop one that nobody uses (${error.message})`,
      );
    case '55006': // object_in_use
      return because(
        `replication slot ${slotOf(name)} is in use: stop whoever reads it, or choose another name (${error.message})`,
      );
    case '55000': // object_not_in_prerequisite_state
      if (error.message.includes('not currently accepting connections'))
        return because(`the database does not let the feed in: ${error.message}`);
      return because(`replication slot ${slotOf(name)} cannot be used: ${error.message}`);
    default:
      return undefined;
  }
}

const passing = [
  /^08/, // connection exceptions
  /^57P0/, // shutting down, starting up
  /^53300$/, // too many connections, for now
  /^40/, // serialization failure, deadlock
];
const brokenConnection =
  /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_AGAIN)|connection terminated|connection error|connection timeout|not queryable|stream of the log has ended|timeout expired/i;

/** Whether it is an outage of PostgreSQL, which ends by itself; anything else is a fault of ours. */
export function mayPass(error: unknown): boolean {
  if (error instanceof pg.DatabaseError)
    return passing.some((pattern) => pattern.test(error.code ?? ''));
  if (!(error instanceof Error)) return false;
  // Several addresses of one host failed one after another.
  if (error instanceof AggregateError) return error.errors.every(mayPass);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return brokenConnection.test(code) || brokenConnection.test(error.message);
}
