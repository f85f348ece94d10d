// The last minutes of a session → a run of the RunResult, as if it had been a scenario. Pure but for the reading.
import type { ContenderRun } from '../../shared/run-result.ts';
import { assembleRun } from '../engine/assemble.ts';
import { checkOrders } from '../engine/check-orders.ts';
import { describeFaults, faultWindow } from '../engine/faults/describe-faults.ts';
import type { FaultPlan } from '../engine/faults/plan-faults.ts';
import type { JournalEntry } from '../engine/ledger.ts';
import type { Drained } from '../engine/quiescence.ts';
import { readSeatTotals } from '../engine/records.ts';
import type { Sample } from '../engine/sampler.ts';
import type { NamedScenario } from '../engine/scenario.ts';
import { isByHand, withOrdersByHand } from './by-hand.ts';
import type { Recorded } from './fault-board.ts';
import type { Stage } from './stage.ts';

/** From when to when a report looks, ms on the session's clock, and what was so at its beginning. */
export type Window = { fromMs: number; arrivalsEndMs: number; t0: number };

/** Judges the orders of the window and describes them as one contender run. */
export async function recordStage(
  stage: Stage,
  recorded: Recorded[],
  { window, drained, scenario }: { window: Window; drained: Drained; scenario: NamedScenario },
): Promise<{ run: ContenderRun; conclusive: boolean }> {
  const { prepared, database } = stage.booted;
  const { fromMs, arrivalsEndMs } = window;
  const t0 = window.t0 + fromMs;
  const journal = shiftJournal(stage.ledger.entries, fromMs);
  const offsets = await prepared.offsets();
  const plans = recorded.map((record) => planOf(record, fromMs));
  const events = recorded.flatMap((record) =>
    'event' in record ? [shiftEvent(record.event, fromMs)] : [],
  );
  const faults = describeFaults(plans, events);
  const { judged, examples, watched } = await checkOrders({
    ...{ checker: database.checker, journal, warmUpIds: new Set<string>(), sinceMs: t0 },
    aheadMs: stage.aheadMs,
    deadLettered: new Set((await prepared.deadLetters()).filter((id) => id !== null)),
    patienceMs: scenario.patienceMs,
    fault: faultWindow(faults),
    watched: [...journal.keys()].filter(isByHand),
  });
  const { run, conclusive } = assembleRun({
    ...{ contender: stage.entry.contender, judged, examples, t0, scenario, offsets, faults },
    samples: shiftSamples(stage.samples, fromMs),
    warmUpStartMs: 0,
    arrivalsEndMs: arrivalsEndMs - fromMs,
    quietAtMs: drained.quietAtMs === null ? null : drained.quietAtMs - fromMs,
    hasTopics: offsets !== null,
    seats: await readSeatTotals(database.checker),
    redelivered: await prepared.redeliveries(),
    chargeAttempts: stage.chargeAttemptsSince(fromMs),
    warnings: [
      ...stage.accidents,
      ...(drained.quietAtMs === null ? [`not drained: ${drained.left}`] : []),
    ],
    remarks: [],
  });
  const source = { traceDir: stage.traceDir, t0 };
  return { run: await withOrdersByHand(run, watched, source), conclusive };
}

function shiftJournal(
  entries: ReadonlyMap<string, JournalEntry>,
  byMs: number,
): Map<string, JournalEntry> {
  const shift = (ms: number | null) => (ms === null ? null : ms - byMs);
  return new Map(
    [...entries].map(([orderId, entry]) => [
      orderId,
      {
        ...entry,
        arrival: { ...entry.arrival, atMs: entry.arrival.atMs - byMs },
        sentAtMs: shift(entry.sentAtMs),
        answeredAtMs: shift(entry.answeredAtMs),
        toldAtMs: shift(entry.toldAtMs),
      },
    ]),
  );
}

function shiftSamples(samples: Sample[], byMs: number): Sample[] {
  return samples
    .filter((sample) => sample.atMs >= byMs)
    .map((sample) => ({ ...sample, atMs: sample.atMs - byMs }));
}

type RecordedEvent = Extract<Recorded, { event: unknown }>['event'];

function shiftEvent(event: RecordedEvent, byMs: number): RecordedEvent {
  // A fault that began before the window is shown from its edge on.
  const shift = (ms: number | null) => (ms === null ? null : Math.max(0, ms - byMs));
  return {
    ...event,
    injectedAtMs: shift(event.injectedAtMs),
    healedAtMs: shift(event.healedAtMs),
  };
}

function planOf(record: Recorded, fromMs: number): FaultPlan {
  if ('notApplicable' in record)
    return { source: record.source, notApplicable: record.notApplicable };
  const { realized, event, source } = record;
  const untilMs = Number.isFinite(event.untilMs) ? event.untilMs : event.atMs;
  return {
    source,
    planned: {
      ...{ atMs: Math.max(0, event.atMs - fromMs), untilMs: Math.max(0, untilMs - fromMs) },
      fault: realized.fault,
    },
    hits: realized.hits ?? (() => undefined),
    note: realized.note ?? (() => undefined),
  };
}
