// Which closed form, if any, fits what was done to a contender; a disagreement wants an explanation. Pure.
import { arrivalRate } from '../scenario.ts';
import { errorShare } from './errors.ts';
import { outage, silence } from './outage.ts';
import type { HealedFault, Prediction, PredictionFacts } from './prediction.ts';
import { overload } from './queue.ts';
import { sharedWork } from './shared-work.ts';
import { slow } from './slow.ts';

/** What closed forms say about one contender under one scenario, with what was measured. */
export function predict(facts: PredictionFacts): Prediction[] {
  const applicable = facts.faults.filter((fault) => 'injectedAtMs' in fault);
  const faults = applicable.filter((fault): fault is HealedFault => fault.healedAtMs !== null);
  if (facts.scenario.arrivals.process === 'closed-loop')
    return applicable.length === 0 ? sharedWork(facts) : [];
  const [fault, ...more] = faults;
  if (!fault || faults.length < applicable.length) return [];
  const rate = arrivalRate(facts.scenario.arrivals);
  // What one process of several suffers, the others take over: no closed form of one process says how much.
  if (Object.values(facts.instances ?? {}).some((n) => n > 1)) return [];
  if (faults.every(isErrorShareInTheChain) && more.every((f) => sameErrors(f, fault)))
    return errorShare(faults, facts);
  // Faults that overlap or follow each other have no closed form worth trusting.
  if (more.length > 0) return [];
  const inTheChain = fault.target === 'billing' || fault.target === 'ticket';
  const onTheLink = fault.target === 'gateway–billing' || fault.target === 'gateway–ticket';
  const condition = facts.scenario.conditions?.find(({ target }) => target === 'billing');
  switch (fault.kind) {
    case 'kill':
      return inTheChain ? outage(fault, rate, facts) : [];
    case 'pause':
      return inTheChain && !condition ? silence(fault, rate, facts) : [];
    case 'partition':
      if (!onTheLink) return [];
      return fault.params['mode'] === 'refuse'
        ? outage(fault, rate, facts)
        : silence(fault, rate, facts);
    case 'latency':
      return inTheChain ? slow(fault, facts) : [];
    case 'capacity':
      return fault.target === 'billing'
        ? overload(fault, { arrivals: rate, ...limitOf(fault.params), after: null }, facts)
        : [];
    case 'surge': {
      if (!condition) return [];
      const { capacity, queue } = limitOf(condition);
      const arrivals = rate * Number(fault.params['factor']);
      const after = { arrivals: rate, capacity };
      return overload(fault, { arrivals, capacity, queue, after }, facts);
    }
    default:
      return [];
  }
}

function isErrorShareInTheChain({ kind, target }: HealedFault): boolean {
  return kind === 'unavailable' && (target === 'billing' || target === 'ticket');
}

function sameErrors(a: HealedFault, b: HealedFault): boolean {
  return (
    a.target !== b.target &&
    a.params['rate'] === b.params['rate'] &&
    a.params['point'] === b.params['point'] &&
    a.plannedAtMs === b.plannedAtMs &&
    a.plannedHealMs === b.plannedHealMs
  );
}

function limitOf(settings: { slots?: unknown; serviceMs?: unknown; queue?: unknown }) {
  return {
    capacity: (Number(settings.slots) / Number(settings.serviceMs)) * 1_000,
    queue: Number(settings.queue),
  };
}
