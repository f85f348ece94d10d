// The rows of the scoreboard that only a closed loop has: orders decided per second, and how many it could be.
import type { MetricGroup } from './metrics.ts';
import { figure } from './numbers.ts';

/** Left out where the load is an open loop. */
export const throughput: MetricGroup = {
  title: 'Throughput of callers who wait for their answer (closed loop)',
  isOptional: true,
  metrics: [
    {
      title: 'orders decided per second',
      meaning:
        'From the first arrival to the last decision, with a fixed number of callers taking turns.',
      read: (run) => run.throughputPerSecond ?? null,
      write: figure,
      better: 'more',
    },
    {
      title: 'ideal',
      meaning:
        'What so many instances of the limited service could settle if each were always busy; – without such a limit.',
      read: (run) => run.predictions.find(({ id }) => id === 'throughput')?.predicted ?? null,
      write: figure,
      better: null,
      isPart: true,
      isRare: true,
    },
  ],
};
