// What n instances of a limited service settle a second when callers keep them busy. Pure.
import { scalableRoles } from '../../../shared/variant.ts';
import { countOf } from '../instances.ts';
import { prediction, type Prediction, type PredictionFacts } from './prediction.ts';

/**
 * n × slots ÷ service time of the narrowest service. Over a topic it is the fullest consumer that is done last:
 * of p partitions it has ⌈p ÷ n⌉, whatever the others do.
 */
export function sharedWork({
  scenario,
  instances = {},
  policy,
  throughputPerSecond = null,
}: PredictionFacts): Prediction[] {
  if (throughputPerSecond === null) return [];
  const partitions = Number(policy['partitions'] ?? 0);
  const capacities = (scenario.conditions ?? []).flatMap(({ target, slots, serviceMs }) => {
    const n = countOf(instances, scalableRoles.find((role) => role === target) ?? 'gateway');
    const busy = partitions > 0 ? partitions / Math.ceil(partitions / n) : n;
    return serviceMs > 0 ? [(busy * slots * 1_000) / serviceMs] : [];
  });
  if (capacities.length === 0) return [];
  const ideal = Math.min(...capacities);
  const formula =
    partitions > 0 ? 'p ÷ ⌈p ÷ n⌉ × slots ÷ service time' : 'n × slots ÷ service time';
  const what = { id: 'throughput', title: 'Orders decided per second', formula };
  // Keys fall on partitions by chance, so the fullest one has some more than its share.
  return [prediction(what, ideal, throughputPerSecond, { low: 0.75 * ideal, high: 1.05 * ideal })];
}
