// The verdict on invented histories: what a perfect feed shows, and what each kind of fault comes to.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveredChange } from '../../shared/change-feed.ts';
import { epochMsOf, judge } from './judge.ts';
import type { CommittedChange } from './truth.ts';

const committed = (id: number, version: number, more: Partial<CommittedChange> = {}) => ({
  ...{ id, version, isDelete: false },
  ...{ stampedAtMs: version * 1_000, committedAtMs: version * 1_000 + 500 },
  ...more,
});

const record = (id: number, version: number | 'deleted', offset: number): DeliveredChange => ({
  change: {
    ...{ table: 'public.t', key: String(id), position: String(offset).padStart(6, '0') },
    kind: version === 'deleted' ? 'delete' : 'upsert',
    row: version === 'deleted' ? null : { id, version, last_updated: '1970-01-01T00:00:09.5' },
  },
  ...{ partition: 0, offset, appendedAtMs: offset },
});

const judged = (
  history: CommittedChange[],
  records: DeliveredChange[],
  table: [number, number][],
  goesByTime = false,
) => judge({ committed: history, records, table: new Map(table), goesByTime });

describe('the judge of change feeds', () => {
  it('calls a version missed that never came and was not followed by a later one', () => {
    const verdict = judged([committed(1, 1), committed(1, 2)], [record(1, 1, 0)], [[1, 2]], true);
    expect(verdict).toMatchObject({
      changes: { committed: 2, delivered: 1, superseded: 0, missed: 1 },
      ...{ rowsWrongInTheEnd: 1, phantoms: 0 },
      missedChanges: [
        { key: '1', version: 2, lastDelivered: 1, committedAtMs: 2_500, readUpToMs: 9_500 },
      ],
    });
  });

  it('says of a missed change only what is known where commits are not timed', () => {
    const untimed = committed(1, 1, { committedAtMs: null });
    expect(judged([untimed], [], [[1, 1]], true).missedChanges).toMatchObject([
      { stampedAtMs: 1_000, committedAtMs: null, readUpToMs: null },
    ]);
  });

  it('calls a version superseded when a later one came, or the row is gone', () => {
    const later = judged([committed(1, 1), committed(1, 2)], [record(1, 2, 0)], [[1, 2]]);
    expect(later.changes).toMatchObject({ delivered: 1, superseded: 1, missed: 0 });
    const gone = judged([committed(1, 1), committed(1, 2, { isDelete: true })], [], []);
    expect(gone.changes).toMatchObject({ committed: 1, superseded: 1, missed: 0 });
    expect(gone.hardDeletes).toEqual({ committed: 1, seen: 0 });
  });

  it('counts a hard delete as seen only when its record came', () => {
    const history = [committed(1, 1), committed(1, 2, { isDelete: true })];
    const verdict = judged(history, [record(1, 1, 0), record(1, 'deleted', 1)], []);
    expect(verdict.hardDeletes).toEqual({ committed: 1, seen: 1 });
  });

  it('tells a repeat from a step back', () => {
    const history = [committed(1, 1), committed(1, 2)];
    const [first, second] = [record(1, 1, 0), record(1, 2, 1)];
    const repeated = judged(history, [first, second, { ...first, offset: 2 }], [[1, 2]]);
    expect(repeated).toMatchObject({ duplicates: 1, outOfOrder: 0, rowsWrongInTheEnd: 0 });
    const back = judged(history, [second, record(1, 1, 2)], [[1, 2]]);
    expect(back).toMatchObject({ duplicates: 0, outOfOrder: 1 });
  });

  it('calls a record of what was never committed a phantom', () => {
    expect(judged([committed(1, 1)], [record(1, 1, 0), record(1, 7, 1)], [[1, 1]]).phantoms).toBe(
      1,
    );
    expect(judged([committed(1, 1)], [record(2, 1, 0)], [[1, 1]]).phantoms).toBe(1);
  });

  // Each row is written 1 to 5 times; the feed shows all of it and says some of it twice.
  const histories = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
  const historyOf = (counts: number[]) =>
    counts.flatMap((n, id) => Array.from({ length: n }, (_, v) => committed(id, v + 1)));
  const tableOf = (counts: number[]): [number, number][] => counts.map((n, id) => [id, n]);
  const allRecords = (history: CommittedChange[]) =>
    history.map(({ id, version }, offset) => record(id, version, offset));

  it('finds nothing in a perfect feed, whatever it repeats', () => {
    fc.assert(
      fc.property(histories, fc.nat({ max: 100 }), (counts, from) => {
        const history = historyOf(counts);
        const records = allRecords(history);
        const again = records
          .slice(from % records.length)
          .map((r) => ({ ...r, offset: r.offset + 1_000 }));
        const verdict = judged(history, [...records, ...again], tableOf(counts));
        expect(verdict).toMatchObject({
          changes: { delivered: history.length, superseded: 0, missed: 0 },
          ...{ rowsWrongInTheEnd: 0, phantoms: 0, outOfOrder: 0, duplicates: again.length },
        });
      }),
    );
  });

  it('committed = delivered + superseded + missed, and a lost last version is always missed', () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.boolean()), (counts, kept) => {
        const history = historyOf(counts);
        const records = allRecords(history).filter(() => kept.next().value);
        const { changes, rowsWrongInTheEnd } = judged(history, records, tableOf(counts));
        expect(changes.delivered + changes.superseded + changes.missed).toBe(changes.committed);
        const last = new Set(
          records.map(({ change }) => `${change.key} ${String(change.row?.['version'])}`),
        );
        const lost = counts.filter((n, id) => !last.has(`${id} ${n}`)).length;
        expect(rowsWrongInTheEnd).toBe(lost);
        expect(changes.missed).toBeGreaterThanOrEqual(lost);
      }),
    );
  });

  it('reads a stamp to the microsecond', () => {
    expect(epochMsOf('1970-01-01T00:00:01.234567')).toBeCloseTo(1_234.567, 3);
    expect(epochMsOf('1970-01-01T00:00:01')).toBe(1_000);
  });
});
