// Composes a schedule of faults from a seed: hard on the contender, but always something that heals. Pure.
import { serviceRoles } from '../../shared/variant.ts';
import { targetOf, type ScenarioFault } from '../engine/faults/fault-schema.ts';
import { drawsOf, type Draws } from './draws.ts';

type Choice = {
  weight: number;
  /** Shortest and longest, in ms; never more than half of the fault window. */
  lasts: [number, number];
  make(draws: Draws): ScenarioFault;
};

/** Never more than this many faults at one instant: beyond that only the outage itself is tested. */
export const mostAtOnce = 3;
/** After a process was hit it is left alone for this long: a consumer joins again only after its old session. */
export const respiteMs = 10_000;
/** One fault for about this much of the window. */
const msPerFault = 7_000;
const triesPerFault = 30;

const downstream = ['ticket', 'billing', 'email'] as const;
const points = ['before', 'after'] as const;
const rated = ({ pick, whole }: Draws) => ({
  target: pick(downstream),
  rate: whole(1, 10) / 10,
  point: pick(points),
});

const choices: readonly [Choice, ...Choice[]] = [
  {
    ...{ weight: 5, lasts: [500, 6_000] },
    make: ({ pick }) => ({ kind: 'kill', target: pick(serviceRoles) }),
  },
  {
    ...{ weight: 3, lasts: [500, 4_000] },
    make: ({ pick }) => ({ kind: 'pause', target: pick([...serviceRoles, 'kafka']) }),
  },
  {
    ...{ weight: 3, lasts: [2_000, 12_000] },
    make: (draws) => ({ kind: 'unavailable', ...rated(draws) }),
  },
  {
    ...{ weight: 2, lasts: [2_000, 12_000] },
    make: (draws) => ({ kind: 'latency', ...rated(draws), ms: draws.whole(50, 1_500) }),
  },
  {
    ...{ weight: 2, lasts: [1_000, 6_000] },
    make: (draws) => ({ kind: 'hang', ...rated(draws) }),
  },
  {
    ...{ weight: 2, lasts: [1_000, 8_000] },
    make: (draws) => ({ kind: 'reset', ...rated(draws) }),
  },
  {
    ...{ weight: 4, lasts: [3_000, 10_000] },
    make: ({ pick, whole }) => ({
      ...{ kind: 'crash', target: 'gateway' },
      ...{ at: pick(['accepted', 'reserved']), times: whole(1, 3) },
    }),
  },
  {
    ...{ weight: 3, lasts: [3_000, 10_000] },
    make: ({ pick, whole }) => ({
      ...{ kind: 'crash', target: pick(downstream), at: 'effect-done', times: whole(1, 3) },
    }),
  },
  {
    ...{ weight: 4, lasts: [1_000, 7_000] },
    make: ({ pick }) => ({
      ...{ kind: 'partition', from: 'gateway', to: pick(['billing', 'kafka', 'postgres']) },
      mode: pick(['blackhole', 'refuse', 'reset']),
    }),
  },
  { weight: 2, lasts: [1_000, 8_000], make: () => ({ kind: 'kill', target: 'kafka' }) },
  { weight: 2, lasts: [500, 3_000], make: () => ({ kind: 'kill', target: 'postgres' }) },
];

/** The faults of a round whose fault window lasts `faultMs`; the same seed gives the same faults. */
export function composeFaults(seed: number, faultMs: number): ScenarioFault[] {
  const draws = drawsOf(seed);
  const wanted = Math.max(1, Math.round(faultMs / msPerFault)) + draws.whole(0, 1);
  const placed: ScenarioFault[] = [];
  for (let tries = 0; placed.length < wanted && tries < wanted * triesPerFault; tries++) {
    const { lasts, make } = draws.weighted(choices);
    const [shortest, longest] = lasts.map((ms) => Math.min(ms, faultMs / 2));
    const lengthMs = draws.whole(shortest ?? 0, longest ?? 0);
    const fromMs = draws.whole(0, faultMs - lengthMs);
    const candidate: ScenarioFault = {
      ...make(draws),
      during: [shareOf(fromMs, faultMs), shareOf(fromMs + lengthMs, faultMs)],
    };
    if (fits(candidate, placed, faultMs)) placed.push(candidate);
  }
  return placed.toSorted((a, b) => spanOf(a)[0] - spanOf(b)[0]);
}

/** Whether a fault ends or stops a process. */
export function hitsProcess({ kind }: ScenarioFault): boolean {
  return kind === 'kill' || kind === 'pause' || kind === 'crash';
}

/** From when to when, as shares of the fault window. */
export function spanOf({ during }: ScenarioFault): [number, number] {
  return during ?? [0, 1];
}

/** How many of the faults are in force at an instant, given as a share of the fault window. */
export function inForce(faults: ScenarioFault[], at: number): number {
  return faults.filter((fault) => spanOf(fault)[0] <= at && at < spanOf(fault)[1]).length;
}

function fits(candidate: ScenarioFault, placed: ScenarioFault[], faultMs: number): boolean {
  const respite = Math.min(respiteMs, faultMs / 4) / faultMs;
  const [from, until] = spanOf(candidate);
  const rivals = placed.filter((other) => areRivals(candidate, other));
  const isApart = rivals.every((other) => {
    const [otherFrom, otherUntil] = spanOf(other);
    return from >= otherUntil + respite || otherFrom >= until + respite;
  });
  const starts = placed.map((other) => spanOf(other)[0]).filter((at) => at > from && at < until);
  return isApart && [from, ...starts].every((at) => inForce(placed, at) < mostAtOnce);
}

/** Two that would undo each other: on one link, or on one target when either of them hits its process. */
function areRivals(a: ScenarioFault, b: ScenarioFault): boolean {
  if (targetOf(a) !== targetOf(b)) return false;
  return a.kind === 'partition' || hitsProcess(a) || hitsProcess(b);
}

function shareOf(ms: number, faultMs: number): number {
  return Math.round((ms / faultMs) * 1_000) / 1_000;
}
