// Joins what was committed with what the topic says, change by change. Pure.
import type { DeliveredChange } from '../../shared/change-feed.ts';
import type { MethodResult } from '../../shared/feed-result.ts';
import type { CommittedChange } from './truth.ts';

/** The verdict on a method; instants are epoch ms. */
export type Judgement = Pick<
  MethodResult,
  | 'changes'
  | 'missedChanges'
  | 'rowsWrongInTheEnd'
  | 'phantoms'
  | 'records'
  | 'duplicates'
  | 'outOfOrder'
  | 'hardDeletes'
> & {
  /** When each delivered change was first appended. */
  deliveries: { change: CommittedChange; appendedAtMs: number }[];
};

type Topic = {
  /** First append of each version of a row. */
  appended: Map<number, Map<number, number>>;
  /** Highest version of a row that came. */
  highest: Map<number, number>;
  duplicates: number;
  outOfOrder: number;
  phantoms: number;
};

const mostListed = 20_000;

/**
 * Judges. A version is `delivered` when the topic has it; `superseded` when a later one came, or the row is gone; otherwise
 * `missed`. Hard deletes stand apart: polling sees none of them by its nature.
 */
export function judge(options: {
  committed: CommittedChange[];
  /** Version of every row that is still there. */
  table: Map<number, number>;
  records: DeliveredChange[];
  /** Whether the method goes by last_updated: then a missed change says how far it had read. */
  goesByTime: boolean;
}): Judgement {
  const { committed, table, records, goesByTime } = options;
  const versions = versionsOf(committed);
  const topic = readRecords(records, versions);
  const readUpTo = goesByTime ? readingProgress(records) : () => null;
  const deliveries: Judgement['deliveries'] = [];
  const missedChanges: Judgement['missedChanges'] = [];
  const changes = { committed: 0, delivered: 0, superseded: 0, missed: 0 };
  const hardDeletes = { committed: 0, seen: 0 };
  for (const change of committed) {
    const { id, version, isDelete, stampedAtMs, committedAtMs } = change;
    const appendedAtMs = topic.appended.get(id)?.get(version);
    if (appendedAtMs !== undefined) deliveries.push({ change, appendedAtMs });
    if (isDelete) {
      hardDeletes.committed++;
      if (appendedAtMs !== undefined) hardDeletes.seen++;
      continue;
    }
    changes.committed++;
    const lastDelivered = topic.highest.get(id) ?? null;
    if (appendedAtMs !== undefined) changes.delivered++;
    else if (!table.has(id) || (lastDelivered ?? 0) > version) changes.superseded++;
    else {
      changes.missed++;
      missedChanges.push({
        ...{ key: String(id), version, lastDelivered, stampedAtMs },
        committedAtMs,
        readUpToMs: committedAtMs === null ? null : readUpTo(committedAtMs),
      });
    }
  }
  let rowsWrongInTheEnd = 0;
  for (const [id, version] of table) if (topic.highest.get(id) !== version) rowsWrongInTheEnd++;
  return {
    ...{ changes, hardDeletes, deliveries, rowsWrongInTheEnd },
    missedChanges: missedChanges
      .toSorted((a, b) => (a.committedAtMs ?? a.stampedAtMs) - (b.committedAtMs ?? b.stampedAtMs))
      .slice(0, mostListed),
    phantoms: topic.phantoms,
    records: records.length,
    duplicates: topic.duplicates,
    outOfOrder: topic.outOfOrder,
  };
}

/** Versions of each row that exist, and that of its delete if it has one. */
function versionsOf(committed: CommittedChange[]) {
  const versions = new Map<number, { all: Set<number>; deletedAs: number | undefined }>();
  for (const { id, version, isDelete } of committed) {
    let row = versions.get(id);
    if (!row) versions.set(id, (row = { all: new Set(), deletedAs: undefined }));
    row.all.add(version);
    if (isDelete) row.deletedAs = version;
  }
  return versions;
}

function readRecords(records: DeliveredChange[], versions: ReturnType<typeof versionsOf>): Topic {
  const topic: Topic = {
    ...{ appended: new Map(), highest: new Map(), duplicates: 0, outOfOrder: 0, phantoms: 0 },
  };
  const positions = new Set<string>();
  for (const { change, appendedAtMs } of records) {
    const place = `${change.key} ${change.position}`;
    if (positions.has(place)) {
      topic.duplicates++;
      continue;
    }
    positions.add(place);
    const id = Number(change.key);
    const known = versions.get(id);
    const version = change.kind === 'delete' ? known?.deletedAs : versionIn(change.row);
    if (version === undefined || !known?.all.has(version)) {
      topic.phantoms++;
      continue;
    }
    const highest = topic.highest.get(id) ?? 0;
    if (version < highest) topic.outOfOrder++;
    topic.highest.set(id, Math.max(highest, version));
    let appended = topic.appended.get(id);
    if (!appended) topic.appended.set(id, (appended = new Map()));
    if (!appended.has(version)) appended.set(version, appendedAtMs);
  }
  return topic;
}

function versionIn(row: Record<string, unknown> | null): number | undefined {
  const version = row?.['version'];
  return typeof version === 'number' ? version : undefined;
}

/** The latest stamp that had been appended at an instant: how far a reader by time had come. */
function readingProgress(records: DeliveredChange[]): (atMs: number) => number | null {
  const steps: { atMs: number; stampMs: number }[] = [];
  const inTime = records.toSorted((a, b) => a.appendedAtMs - b.appendedAtMs);
  for (const { change, appendedAtMs } of inTime) {
    const stamp = change.row?.['last_updated'];
    const stampMs = typeof stamp === 'string' ? epochMsOf(stamp) : Number.NaN;
    if (stampMs > (steps.at(-1)?.stampMs ?? Number.NEGATIVE_INFINITY))
      steps.push({ atMs: appendedAtMs, stampMs });
  }
  return (atMs) => {
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[middle]?.atMs ?? 0) < atMs) low = middle + 1;
      else high = middle;
    }
    return steps[low - 1]?.stampMs ?? null;
  };
}

/** `2026-11-25T15:20:00.123456` (UTC) in epoch ms; a Date alone would drop the microseconds. */
export function epochMsOf(stamp: string): number {
  const fraction = /\.(\d+)$/.exec(stamp)?.[1] ?? '';
  return Date.parse(`${stamp.replace(/\.\d+$/, '')}Z`) + Number(`0.${fraction || '0'}`) * 1_000;
}
