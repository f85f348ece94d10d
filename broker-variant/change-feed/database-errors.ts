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
      return because(`replication slot ${slotOf(name)} cannot be used: ${error.message}`);
    default:
      return undefined;
  }
}
