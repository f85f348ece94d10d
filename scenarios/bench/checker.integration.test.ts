// The bench of the checker with a few thousand orders: what it asserts is that every count is right, never a time.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseRunResultText } from '../../shared/run-result.ts';
import { createRunDatabase } from '../../shared/db/run-database.ts';
import { checkOrders } from '../engine/check-orders.ts';
import { countOutcomes } from '../engine/check.ts';
import { useInfrastructure } from '../engine/testing/test-bench.ts';
import { fillTables, flightPlan } from './checker/fill.ts';
import { arrivalsOf, deadLettersOf, journalOf } from './checker/journal.ts';
import { measure } from './checker/measure.ts';
import { amountsOf, idOf, t0 } from './checker/orders.ts';

const infrastructure = useInfrastructure(['postgres']);

it('finds every order of the mixture in its state, and writes a report of it', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'bench-checker-'));
  try {
    const size = { orders: 4_321, ratePerSecond: 200, rounds: 1, outDir };
    const { wrong, pageBytes } = await measure(infrastructure(), size);
    expect(wrong).toEqual([]);
    expect(pageBytes).toBeLessThan(3_000_000);
    const result = parseRunResultText(await readFile(join(outDir, 'result.json'), 'utf8'));
    const [run] = result.contenders[0]?.runs ?? [];
    // Counted by hand: 4321 orders are four thousand, and the first 321 of the fifth are confirmed at once.
    expect(run?.outcomes).toMatchObject({
      ...{ confirmed: 4 * 830 + 321, 'ghost-charge': 16, 'double-charge': 12, 'orphan-seat': 80 },
      ...{ phantom: 5, vanished: 16, 'not-offered': 4, unclassified: 0 },
    });
    expect(run?.examples['ghost-charge']).toHaveLength(3);
    expect(run?.examples.phantom?.[0]?.events.map(({ what }) => what)).toEqual([
      'card network: capture',
    ]);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
});

it('a window leaves out what is older, and every order that is not in the journal', async () => {
  const { postgres } = infrastructure();
  if (!postgres) throw new Error('PostgreSQL was not started');
  const database = await createRunDatabase(postgres.url, 'bench_window', flightPlan);
  try {
    await fillTables(database.checker, amountsOf(2_000), 5);
    const journal = journalOf(arrivalsOf(2_000, 5)).entries;
    const check = (more: { sinceMs?: number; aheadMs?: number }) =>
      checkOrders({
        ...{ checker: database.checker, journal, patienceMs: 30_000, fault: null },
        ...{ warmUpIds: new Set<string>(), deadLettered: deadLettersOf(2_000) },
        ...{ watched: [idOf('order', 1_001), 'nobody'], ...more },
      });
    const whole = await check({});
    expect(countOutcomes(whole.judged).phantom).toBe(2 + 300);
    expect(whole.watched.map(({ records }) => records.order?.step)).toEqual(['confirmed']);
    expect(whole.watched[0]?.records.ledger).toMatchObject([{ kind: 'capture' }]);
    const late = await check({ sinceMs: t0 + 5_500 });
    const counts = countOutcomes(late.judged);
    expect(late.judged).toHaveLength(2_000);
    expect(counts.phantom).toBe(0);
    // Of the first thousand no row is left.
    expect(counts.confirmed).toBeLessThan(countOutcomes(whole.judged).confirmed - 800);

    // By a clock that the database's is a second ahead of, all of it was a second earlier.
    const ours = await check({ sinceMs: t0 + 4_500, aheadMs: 1_000 });
    expect(countOutcomes(ours.judged)).toEqual(counts);
    const instants = ({ judged, watched }: typeof late) => [
      ...judged.flatMap(({ records: r }) => [r.storedMs, r.decidedMs, r.mailedMs]),
      ...watched.flatMap(({ records: { order, reservations, ledger, mails } }) => [
        ...[order?.decided_ms, ...reservations.map((r) => r.updated_ms)],
        ...[order, ...reservations, ...ledger, ...mails].map((row) => row?.created_ms),
      ]),
    ];
    const earlier = instants(late).map((instant) => (instant ? instant - 1_000 : instant));
    expect(earlier.filter((instant) => typeof instant === 'number').length).toBeGreaterThan(2_000);
    expect(instants(ours)).toEqual(earlier);
  } finally {
    await database.drop();
  }
});
