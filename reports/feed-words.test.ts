// What the page and the terminal say of change feeds: the misses, the honest negatives, the doubts.
import { describe, expect, it } from 'vitest';
import type { MethodResult } from '../shared/feed-result.ts';
import { feedCircumstances } from './feed/circumstances.ts';
import { feedFindings, feedVerdict } from './feed-words.ts';
import { feedMethod, feedResult, feedSamples } from './fixtures/feed-samples.ts';

const plain = (text: string) => text.replaceAll('\u202F', ' ');

/** A method of which everything came and every row is right. */
function flawless(name: MethodResult['name'], changes: Partial<MethodResult> = {}): MethodResult {
  const hardDeletes = { committed: 0, seen: 0 };
  return feedMethod(name, 1, 0, { rowsWrongInTheEnd: 0, hardDeletes, ...changes });
}

function missing(missed: number, committed: number, wrong: number): MethodResult {
  return flawless('timestamp-polling', {
    changes: { committed, delivered: committed - missed, superseded: 0, missed },
    rowsWrongInTheEnd: wrong,
  });
}

describe('the verdict', () => {
  it('says who missed how many of how many, and who missed none', () => {
    const result = feedResult([
      missing(1284, 212_000, 311),
      flawless('snapshot-polling'),
      flawless('logical-replication'),
    ]);
    expect(plain(feedVerdict(result))).toBe(
      'timestamp-polling missed 1 284 of 212 000 changes for good and left 311 rows wrong; snapshot-polling and logical-replication missed none.',
    );
  });

  it('does not call a topic right in which deleted rows live on', () => {
    expect(plain(feedVerdict(feedSamples.typical()))).toMatch(
      /; snapshot-polling missed none, but left 420 rows wrong \(420 of 420 hard deletes unseen\); logical-replication missed none\.$/,
    );
  });

  it('says of alike methods what they have in common once', () => {
    expect(feedVerdict(feedSamples['nothing-missed']())).toMatch(
      /^logical-replication missed no change; timestamp-polling and snapshot-polling missed none, but each left 420 rows wrong/,
    );
  });

  it('calls it luck when polling by time missed none, and only then', () => {
    const lucky = feedResult([flawless('timestamp-polling'), flawless('logical-replication')]);
    expect(feedVerdict(lucky)).toBe(
      'timestamp-polling and logical-replication missed no change; that timestamp-polling missed none is luck: it can, and this run did not make it.',
    );
    expect(feedVerdict(feedSamples['one-method']())).toBe('logical-replication missed no change.');
  });

  it('names what no feed may do', () => {
    const broken = flawless('logical-replication', { phantoms: 1, outOfOrder: 2 });
    expect(feedVerdict(feedResult([broken]))).toBe(
      'logical-replication missed none, but delivered 1 version that nobody committed and delivered 2 records out of order.',
    );
    const both = { ...missing(1, 10, 1), phantoms: 3 };
    expect(feedVerdict(feedResult([both]))).toBe(
      'timestamp-polling missed 1 of 10 changes for good, left 1 row wrong and delivered 3 versions that nobody committed.',
    );
  });

  it('opens with the reason when the run has earned no verdict', () => {
    const one = flawless('logical-replication', { warnings: ['the topic was cut off.'] });
    expect(feedVerdict(feedResult([one], { conclusive: false }))).toBe(
      'INCONCLUSIVE: logical-replication: the topic was cut off; so far logical-replication no miss seen, and these numbers are no verdict.',
    );
    expect(feedVerdict(feedResult([], { conclusive: false, interrupted: true }))).toBe(
      'INCONCLUSIVE: interrupted; the run gave no reason; so far no method ran, and these numbers are no verdict.',
    );
    expect(plain(feedVerdict(feedSamples.interrupted()))).toMatch(
      /^INCONCLUSIVE: the run was interrupted before the storm; so far timestamp-polling 12 of [\d ]+ missed/,
    );
  });

  it('says that an interrupted run is partial, and that a run without changes shows nothing', () => {
    const one = flawless('logical-replication');
    expect(feedVerdict(feedResult([one], { interrupted: true }))).toBe(
      'Interrupted, so partial: logical-replication missed no change.',
    );
    expect(feedVerdict(feedSamples.empty())).toBe('No method was given a change to find.');
    const none = { committed: 0, delivered: 0, superseded: 0, missed: 0 };
    const idle = flawless('snapshot-polling', { changes: none });
    expect(feedVerdict(feedResult([one, idle]))).toBe(
      'logical-replication missed no change; snapshot-polling was given no change to find.',
    );
  });
});

describe('the findings', () => {
  it('are six sentences at most, with the delays side by side', () => {
    const lines = feedFindings(feedSamples.typical()).map(plain);
    expect(lines).toHaveLength(6);
    expect(lines).toContain(
      'From commit to topic while it is calm, p50 / p99: timestamp-polling 520 ms / 1 s, snapshot-polling 21 ms / 88 ms, logical-replication 6.2 ms / 24 ms.',
    );
    expect(lines[1]).toMatch(
      /^Hard deletes: timestamp-polling none of 420, snapshot-polling none of 420, logical-replication saw all 420;/,
    );
  });

  it('tell what kind of change was missed, from the list of them', () => {
    const change = {
      key: '7',
      version: 3,
      lastDelivered: 2,
      stampedAtMs: 1000,
      committedAtMs: 3000,
    };
    const method = feedMethod('timestamp-polling', 1, 3, {
      missedChanges: [
        { ...change, readUpToMs: 2900 },
        { ...change, lastDelivered: null, readUpToMs: 900 },
        { ...change, committedAtMs: 1500, readUpToMs: null },
      ],
    });
    expect(feedFindings(feedResult([method]))[0]).toBe(
      'What timestamp-polling missed: 1 of rows that no reader ever heard of and 2 of rows of which a reader knows an older version; committed 2 s after their stamp (median), 33.3 % behind the feed’s cursor.',
    );
  });

  it('say nothing of how late a missed change was committed where commits are not timed', () => {
    const method = flawless('timestamp-polling', {
      missedChanges: [
        ...[{ key: '1', version: 2, lastDelivered: 1, stampedAtMs: 5, committedAtMs: null }],
      ].map((one) => ({ ...one, readUpToMs: null })),
    });
    const [first = ''] = feedFindings(feedResult([method]));
    expect(first).toContain('What timestamp-polling missed');
    expect(first).not.toContain('after their stamp');
  });

  it('keep silent about what could not be measured', () => {
    const nothing = flawless('logical-replication', {
      duplicates: 0,
      changes: { committed: 5, delivered: 5, superseded: 0, missed: 0 },
      delayMs: { calm: null, storm: null },
      backlog: { changes: 0, perSecond: null },
      idle: { feedCpuPercent: 0, databaseCpuPercent: null, transactionsPerSecond: null },
      load: {
        feedCpuMsPer1000: null,
        databaseCpuMsPer1000: null,
        writerP50Ms: null,
        writerP99Ms: null,
        walBytesPerChange: null,
      },
    });
    expect(feedFindings(feedResult([nothing]))).toEqual([]);
  });

  it('say who did not get through the backlog', () => {
    const slow = flawless('logical-replication', { backlog: { changes: 9000, perSecond: null } });
    expect(feedFindings(feedResult([slow])).map(plain)).toContain(
      'A backlog of 9 000 changes, changes a second: logical-replication did not get through.',
    );
  });
});

it('says under what circumstances it ran', () => {
  expect(feedCircumstances(feedSamples.typical())).toBe(
    '12 writers, of which 30 % hold their transactions open for 500 ms–4 s; 400 changes a second while it is calm; killed: the feed 2 times, PostgreSQL once and Kafka once',
  );
  expect(feedCircumstances(feedSamples.empty())).toMatch(/; nothing killed$/);
});
