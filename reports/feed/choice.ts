// What the figures are for: when to choose which method, and what this comparison does not show.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { html, type Html } from '../html.ts';
import { bullets, fold, section, table } from '../sections/parts.ts';

type Traits = Record<'needs' | 'sees' | 'costs' | 'choose', string>;

const traits: Record<MethodResult['name'], Traits> = {
  'timestamp-polling': {
    needs: 'A column that every writer stamps, and an index on it.',
    sees: 'The newest version of a row at each look, unless it committed behind the cursor. No hard deletes.',
    costs:
      'Half the poll interval of delay on average, a query each interval, and changes missed for good.',
    choose:
      'Transactions are always short, a missed change does no harm, or the whole table is read again now and then.',
  },
  'snapshot-polling': {
    needs:
      'A column with the transaction’s id and a trigger that sets it, an index, PostgreSQL 13 or newer.',
    sees: 'The newest version of every changed row. No hard deletes, no versions in between.',
    costs:
      'A trigger for every writer, one index more; the longest writing transaction holds everything back.',
    choose:
      'wal_level cannot be changed or nobody may have a slot, the last state is enough, and rows are marked as deleted, not removed.',
  },
  'logical-replication': {
    needs: 'wal_level = logical, a role that may replicate, a publication and a slot.',
    sees: 'Every version in the order of the commits, hard deletes included.',
    costs:
      'A little more log; a slot that nobody reads keeps the log until the disk is full, so watch it (max_slot_wal_keep_size).',
    choose: 'Nothing may be missed, deletes matter, or the delay must be short.',
  },
};

const limits = [
  'One machine: writers, database, feed and broker share its cores. Compare the methods with each other, not with a machine of yours.',
  'Each method ran once, one after another, under the same seeded writers; the kills come at the same instants, but not upon the same statement.',
  'One table in one database, one broker without replicas.',
  'How many changes polling by time misses is a matter of how long transactions stay open and how often it looks. This scenario holds some open on purpose: the count is no forecast, that there is one is the point.',
  'Kafka Connect, Debezium and their like are not in this run; only the way they find out is.',
  'Schema changes, failover to a standby and the first copy of a large table are other experiments.',
];

const questions: readonly (readonly [keyof Traits, string])[] = [
  ['needs', 'needs'],
  ['sees', 'sees'],
  ['costs', 'costs'],
  ['choose', 'choose\u00a0when'],
];

/** When to choose which. */
export function whenToChoose(): Html {
  const rows = questions.map(([trait, question]) => [
    question,
    ...Object.values(traits).map((one) => html`<span class="wide">${one[trait]}</span>`),
  ]);
  const columns = ['', ...Object.keys(traits)].map((name) =>
    name === '' ? html`<span class="unseen">question</span>` : name,
  );
  return section('choice', 'When to choose which', table('Three methods', columns, rows));
}

/** Where this misleads, and what it does not show. */
export function feedLimits({ scenario }: FeedResult): Html {
  const misleads = scenario.teaching?.misleads;
  return section(
    'reading',
    'Reading it right',
    misleads !== undefined && html`<p>${misleads}</p>`,
    fold('What this does not show', bullets(limits)),
  );
}
