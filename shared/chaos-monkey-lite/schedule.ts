// Runs a plan of faults against the clock and guarantees that every one of them is healed.
import { longestTimerMs } from './field-reader.ts';
import { createHolds } from './holds.ts';
import type {
  Heal,
  PlannedFault,
  ScheduleChange,
  ScheduledEvent,
  ScheduledFault,
  ScheduleOptions,
} from './scheduled-fault.ts';

/**
 * Injects and heals every entry at its time. Resolves with the events in the order of the plan, also when aborted.
 * A failing inject or heal ends the schedule early. Every other fault is healed whatever fails.
 * @throws {AggregateError} at the end, with every failure of an inject, a heal or `onEvent`.
 */
export async function runSchedule(
  plan: readonly PlannedFault[],
  options: ScheduleOptions = {},
): Promise<ScheduledEvent[]> {
  const { clock = () => performance.now(), sleep = createHolds().wait, onEvent, signal } = options;
  for (const { atMs, untilMs, fault } of plan) {
    if (!(atMs >= 0 && untilMs > atMs)) {
      throw new RangeError(`${fault.kind} of ${fault.target}: needs 0 <= atMs < untilMs`);
    }
  }
  const startMs = options.startedAtMs ?? clock();
  const failed = new AbortController();
  const stop = AbortSignal.any(signal ? [signal, failed.signal] : [failed.signal]);
  const errors: unknown[] = [];
  const elapsedMs = (): number => clock() - startMs;

  const until = async (dueMs: number): Promise<void> => {
    while (!stop.aborted && elapsedMs() < dueMs) {
      // oxlint-disable-next-line no-await-in-loop -- a timer may fire early or be too short
      await sleep(Math.min(dueMs - elapsedMs(), longestTimerMs), stop);
    }
  };
  const fail = (error: unknown): void => {
    errors.push(error);
    failed.abort();
  };
  const tell = (change: ScheduleChange['change'], event: ScheduledEvent): void => {
    try {
      onEvent?.({ change, event });
    } catch (error) {
      fail(error);
    }
  };

  async function inject(fault: ScheduledFault, event: ScheduledEvent): Promise<Heal | undefined> {
    try {
      const pidBefore = fault.pid?.();
      if (pidBefore !== undefined) event.pidBefore = pidBefore;
      const heal = await fault.inject();
      event.injectedAtMs = elapsedMs();
      tell('injected', event);
      return heal;
    } catch (error) {
      fail(error);
      tell('inject-failed', event);
      return undefined;
    }
  }

  async function undo(heal: Heal, fault: ScheduledFault, event: ScheduledEvent): Promise<void> {
    try {
      await heal();
      event.healedAtMs = elapsedMs();
      const pidAfter = fault.pid?.();
      if (pidAfter !== undefined) event.pidAfter = pidAfter;
      tell('healed', event);
    } catch (error) {
      fail(error);
      tell('heal-failed', event);
    }
  }

  async function run({ atMs, untilMs, fault }: PlannedFault): Promise<ScheduledEvent> {
    const { kind, target } = fault;
    const unhappened = { injectedAtMs: null, healedAtMs: null };
    const event: ScheduledEvent = { kind, target, atMs, untilMs, ...unhappened };
    await until(atMs).catch(fail);
    if (stop.aborted) return event;
    const heal = await inject(fault, event);
    if (!heal) return event;
    await until(untilMs).catch(fail);
    await undo(heal, fault, event);
    return event;
  }

  const events = await Promise.all(plan.map(run));
  if (errors.length > 0) {
    throw new AggregateError(
      errors,
      `${errors.length} failure(s) while running the fault schedule`,
    );
  }
  return events;
}
