// What n instances of a limited service settle a second when callers keep them busy. Pure.
import { scalableRoles } from '../../../shared/variant.ts';
import { countOf } from '../instances.ts';
import { prediction, z99, type Prediction, type PredictionFacts } from './prediction.ts';

/** From the first arrival to the first decision, and a hop at the end: no service is busy then. */
const edgesS = 0.75;

/**
 * n × slots ÷ service time of the narrowest service. Over a topic it is the fullest consumer that is done last:
 * of p partitions it has ⌈p ÷ n⌉, whatever the others do.
 */
export function sharedWork({
  scenario,
  instances = {},
  policy,
  judged,
  throughputPerSecond = null,
}: PredictionFacts): Prediction[] {
  if (throughputPerSecond === null) return [];
  const partitions = Number(policy['partitions'] ?? 0);
  const capacities = (scenario.conditions ?? []).flatMap(({ target, slots, serviceMs }) => {
    const n = countOf(instances, scalableRoles.find((role) => role === target) ?? 'gateway');
    const busy = partitions > 0 ? partitions / Math.ceil(partitions / n) : n;
    const perSecond = (slots * 1_000) / serviceMs;
    return serviceMs > 0 ? [{ busy, ideal: busy * perSecond, perSecond }] : [];
  });
  const [narrowest] = capacities.toSorted((a, b) => a.ideal - b.ideal);
  if (!narrowest) return [];
  const { busy, ideal, perSecond } = narrowest;
  const formula =
    partitions > 0 ? 'p ÷ ⌈p ÷ n⌉ × slots ÷ service time' : 'n × slots ÷ service time';
  const what = { id: 'throughput', title: 'Orders decided per second', formula };
  const orders = judged.length;
  const share = orders / busy;
  // Keys fall on partitions by chance, so the fullest one has some more than its share.
  const more = partitions > 0 ? z99 * Math.sqrt(share * (1 - 1 / busy)) : 0;
  const low = orders / ((share + more) / perSecond + edgesS);
  return [prediction(what, ideal, throughputPerSecond, { low, high: 1.05 * ideal })];
}
