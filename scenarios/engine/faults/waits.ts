// How long orders waited when an instance of a service came or went, and how much of it is a setting. Pure.
import type { ContenderRun } from '../../../shared/run-result.ts';
import { scalableRoles, type Instances, type PolicyTable } from '../../../shared/variant.ts';
import type { JudgedOrder } from '../check.ts';
import { countOf, roleOfInstance } from '../instances.ts';

type Fault = ContenderRun['faults'][number];
type Measured = Extract<Fault, { injectedAtMs: number }>;

/** An order in hand at the instant itself arrived a little before. */
const beforeMs = 500;
/** Beyond this an order waits for something else. */
const afterMs = 15_000;

/** What is needed of an order. */
export type WaitingOrder = {
  /** Undefined for an order that nobody sent. */
  journal?: { arrival: { atMs: number } } | undefined;
  records: Pick<JudgedOrder['records'], 'decidedMs'>;
};

/** What is known of the run. */
export type WaitFacts = {
  judged: WaitingOrder[];
  /** Epoch ms of t = 0. */
  t0: number;
  instances: Instances;
  policy: PolicyTable;
};

/** The faults, with the longest waits beside those that change how many processes of a service there are. */
export function withWaits(faults: Fault[], facts: WaitFacts): Fault[] {
  const instants = faults
    .flatMap((fault) => ('injectedAtMs' in fault ? [fault.plannedAtMs, fault.plannedHealMs] : []))
    .toSorted((a, b) => a - b);
  const longestAround = (atMs: number): number | null => {
    const next = instants.find((instant) => instant > atMs) ?? Number.POSITIVE_INFINITY;
    const untilMs = Math.min(atMs + afterMs, next - beforeMs);
    const waits = facts.judged.flatMap(({ journal, records }) => {
      const arrivedMs = journal?.arrival.atMs;
      if (arrivedMs === undefined || records.decidedMs === null) return [];
      const isNear = arrivedMs >= atMs - beforeMs && arrivedMs < untilMs;
      return isNear ? records.decidedMs - facts.t0 - arrivedMs : [];
    });
    return waits.length > 0 ? Math.round(Math.max(...waits)) : null;
  };
  return faults.map((fault) => {
    if (!('injectedAtMs' in fault) || !changesNumber(fault, facts.instances)) return fault;
    const longestWaitMs = {
      atStart: longestAround(fault.plannedAtMs),
      atEnd: longestAround(fault.plannedHealMs),
    };
    const words = [fault.note, wordsOf(fault, longestWaitMs, facts.policy)];
    return { ...fault, longestWaitMs, note: words.filter(Boolean).join('; ') };
  });
}

function changesNumber({ kind, target }: Measured, instances: Instances): boolean {
  if (kind === 'instance-joins' || kind === 'instance-leaves') return true;
  const role = scalableRoles.find((known) => known === roleOfInstance(target));
  return (
    (kind === 'kill' || kind === 'pause') && role !== undefined && countOf(instances, role) > 1
  );
}

function wordsOf(
  { kind }: Measured,
  { atStart, atEnd }: NonNullable<Measured['longestWaitMs']>,
  { sessionTimeoutMs }: PolicyTable,
): string {
  const said = (ms: number | null) =>
    ms === null ? 'no order was decided' : `orders waited up to ${ms} ms`;
  const base = `at its start ${said(atStart)}, at its end ${said(atEnd)}`;
  // Only who goes without a word is missed no sooner than its session ends.
  if ((kind !== 'kill' && kind !== 'pause') || typeof sessionTimeoutMs !== 'number' || !atStart)
    return base;
  const share = Math.min(1, sessionTimeoutMs / atStart);
  return `${base}; the session timeout of ${sessionTimeoutMs} ms is ${Math.round(share * 100)} % of the wait at its start`;
}
