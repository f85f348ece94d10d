// Each method through a short storm on real servers: who misses, and who does not.
import { describe, expect, it } from 'vitest';
import { feedVerdict } from '../../reports/feed-words.ts';
import { captureMethods } from '../../shared/change-feed.ts';
import { parseFeedResult } from '../../shared/feed-result.ts';
import { loadChangeFeed } from '../engine/catalog.ts';
import { loadFeedScenario } from './catalog.ts';
import { runFeedScenario } from './run.ts';

const short = { calmMs: 1_000, stormMs: 10_000, idleMs: 1_000, backlogChanges: 3_000 };

describe('streaming-updates', () => {
  it('polling by time misses changes for good; below the snapshot horizon and in the log nothing is missed', async () => {
    const scenario = await loadFeedScenario('streaming-updates');
    const { result, failure } = await runFeedScenario({
      ...{ scenario: { ...scenario, phases: short }, methods: scenario.methods, seed: 5 },
      ...{ changeFeed: await loadChangeFeed(), command: 'test', startedAtMs: Date.now() },
      ...{ interrupt: new AbortController().signal },
      ...{ onBoot: () => undefined, onPhase: () => undefined },
    });
    expect(failure).toBeUndefined();
    parseFeedResult(result);
    expect(result.methods.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(result.conclusive).toBe(true);
    expect(result.methods.map(({ name }) => name)).toEqual([...captureMethods]);
    expect(result.methods.flatMap((m) => m.expectations.filter(({ passed }) => !passed))).toEqual(
      [],
    );
    const [byTime, bySnapshot, byLog] = result.methods;

    expect(byTime?.missedChanges).toHaveLength(byTime?.changes.missed ?? -1);
    // The reason, measured: the feed had read past the stamp before the row could be seen.
    const behind = byTime?.missedChanges.filter((m) => (m.readUpToMs ?? 0) > m.stampedAtMs) ?? [];
    expect(behind.length).toBeGreaterThan(0);
    expect(feedVerdict(result)).toContain('timestamp-polling missed');

    for (const method of [bySnapshot, byLog]) {
      expect(method?.changes.committed).toBeGreaterThan(10_000);
      expect(method?.faults.map(({ target }) => target)).toEqual([
        ...['feed', 'postgres', 'kafka', 'feed'],
      ]);
      expect(method?.faults.every(({ healedAtMs }) => healedAtMs !== null)).toBe(true);
    }
    expect(byLog?.hardDeletes.seen).toBeGreaterThan(0);
    expect(bySnapshot?.hardDeletes.seen).toBe(0);
  });
});
