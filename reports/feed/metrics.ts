// The rows of the scoreboard of change feeds: what each number is, and which way is better.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { count, duration, figure } from '../numbers.ts';

/** One row of the scoreboard; `read` gives null for "does not exist here, or could not be measured". */
export interface FeedMetric {
  readonly title: string;
  readonly meaning: string;
  readonly read: (method: MethodResult) => number | null;
  readonly write: (value: number, method: MethodResult) => string;
  readonly better: 'less' | 'more' | null;
  readonly isHeadline?: boolean;
}

type Read = FeedMetric['read'];
type Better = FeedMetric['better'];

function counts(title: string, meaning: string, better: Better, read: Read): FeedMetric {
  return { title, meaning, read, write: count, better };
}

function lasts(title: string, meaning: string, read: Read): FeedMetric {
  return { title, meaning, read, write: duration, better: 'less' };
}

function shares(title: string, meaning: string, read: Read): FeedMetric {
  return { title, meaning, read, write: (value) => `${figure(value)} %`, better: 'less' };
}

function rounds(title: string, meaning: string, better: Better, read: Read): FeedMetric {
  return { title, meaning, read, write: (value) => count(Math.round(value)), better };
}

/** The scoreboard, top to bottom. */
export const feedMetricGroups: readonly { title: string; metrics: readonly FeedMetric[] }[] = [
  {
    title: 'What became of the changes',
    metrics: [
      counts(
        'committed',
        'Row versions and hard deletes that were committed, counted by the database itself.',
        null,
        (one) => one.changes.committed,
      ),
      counts(
        'delivered',
        'Those of which the topic has exactly this version.',
        'more',
        (one) => one.changes.delivered,
      ),
      counts(
        'superseded',
        'Not delivered themselves, but a later version was, or the row was deleted meanwhile.',
        null,
        (one) => one.changes.superseded,
      ),
      {
        ...counts(
          'missed',
          'Neither: the row is still there, and a reader of the topic believes in an older version for good.',
          'less',
          (one) => one.changes.missed,
        ),
        isHeadline: true,
      },
      {
        ...counts(
          'rows wrong in the end',
          'Rows of which the topic does not end with what the table says.',
          'less',
          (one) => one.rowsWrongInTheEnd,
        ),
        isHeadline: true,
      },
      {
        title: 'hard deletes seen',
        meaning: 'Of the rows that were really deleted, those whose end the topic tells.',
        read: (one) => (one.hardDeletes.committed === 0 ? null : one.hardDeletes.seen),
        write: (seen, { hardDeletes }) => `${count(seen)} of ${count(hardDeletes.committed)}`,
        better: 'more',
      },
      counts(
        'duplicates',
        'Records delivered again, after a kill for the most part. A reader drops them by key and position.',
        null,
        (one) => one.duplicates,
      ),
      counts(
        'out of order',
        'Records, not repeats, of a version older than one before them.',
        'less',
        (one) => one.outOfOrder,
      ),
      counts(
        'phantoms',
        'Records of a version that was never committed. Must be 0.',
        'less',
        (one) => one.phantoms,
      ),
    ],
  },
  {
    title: 'Delay from commit to topic',
    metrics: [
      lasts(
        'calm p50',
        'Short transactions at a fixed rate; half of the changes were faster.',
        (one) => one.delayMs.calm?.p50 ?? null,
      ),
      lasts('calm p99', 'One change in 100 took longer.', (one) => one.delayMs.calm?.p99 ?? null),
      lasts(
        'storm p50',
        'Outages and long transactions included.',
        (one) => one.delayMs.storm?.p50 ?? null,
      ),
      lasts('storm p99', 'One change in 100 took longer.', (one) => one.delayMs.storm?.p99 ?? null),
      rounds(
        'backlog, changes/s',
        'How fast a table full of changes came into the topic, from the first to the last append.',
        'more',
        (one) => one.backlog.perSecond,
      ),
    ],
  },
  {
    title: 'What it costs while nobody writes',
    metrics: [
      shares('CPU of the feed', 'Of one core.', (one) => one.idle.feedCpuPercent),
      shares('CPU of the database', 'Of one core.', (one) => one.idle.databaseCpuPercent),
      {
        ...lasts(
          'transactions/s',
          'In the database, while nobody writes.',
          (one) => one.idle.transactionsPerSecond,
        ),
        write: figure,
      },
    ],
  },
  {
    title: 'What it costs under load',
    metrics: [
      lasts(
        'feed CPU per 1 000 changes',
        'CPU time of the feed’s process, calm and backlog.',
        (one) => one.load.feedCpuMsPer1000,
      ),
      lasts(
        'database CPU per 1 000 changes',
        'CPU time of all PostgreSQL processes, the writers’ share included.',
        (one) => one.load.databaseCpuMsPer1000,
      ),
      lasts(
        'writer p50',
        'A single-row transaction of the calm phase, as its writer saw it.',
        (one) => one.load.writerP50Ms,
      ),
      lasts('writer p99', 'One transaction in 100 took longer.', (one) => one.load.writerP99Ms),
      rounds(
        'log bytes per change',
        'Write-ahead log of the database.',
        'less',
        (one) => one.load.walBytesPerChange,
      ),
    ],
  },
];

/** Which methods share the star of a row: within 5 % of the best, and nobody when all are equal. */
export function bestOf(
  { conclusive, methods }: FeedResult,
  { better, read }: FeedMetric,
): boolean[] {
  const values = methods.map(read);
  const known = values.filter((value) => value !== null);
  const ideal = better === 'more' ? Math.max(...known) : Math.min(...known);
  const best = values.map(
    (value) =>
      better !== null && value !== null && Math.abs(value - ideal) <= 0.05 * Math.abs(ideal),
  );
  const isContest = conclusive && known.length > 1 && best.filter(Boolean).length < known.length;
  return isContest ? best : best.map(() => false);
}
