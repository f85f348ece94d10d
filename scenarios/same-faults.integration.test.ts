// Fairness: the same seed hits the same orders with the same fault, whatever carries the messages.
import { isHit } from 'chaos-monkey-lite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { outcomeClasses } from '../shared/domain/outcome-names.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { bootForTest, useInfrastructure } from './engine/testing/test-bench.ts';

const keyRows = z.array(z.object({ key: z.string() }));
const infrastructure = useInfrastructure(['postgres', 'kafka']);
const arrivals = someArrivals(80, 15);
const fault = {
  ...({ id: 'unavailable-0', kind: 'unavailable', target: 'billing' } as const),
  ...({ rate: 0.3, point: 'before' } as const),
};
const hit = arrivals
  .map((a) => a.booking.orderId)
  .filter((id) => isHit(1, fault.id, id, 1, fault.rate))
  .toSorted();

/** Orders whose first charge attempt failed, read from what the services themselves recorded. */
async function ordersHit(name: string): Promise<string[]> {
  const contender = await bootForTest(infrastructure(), name);
  try {
    await contender.group.services.billing.control.set([fault]);
    if (name === 'rest') {
      const { judged } = await miniRun(contender, arrivals, () => Promise.resolve());
      return judged
        .filter((o) => outcomeClasses[o.outcome] !== 'good')
        .map((o) => o.orderId)
        .toSorted();
    }
    const seen = new Set<string>();
    const watching = new AbortController();
    const watch = async () => {
      while (!watching.signal.aborted) {
        const { rows } = await contender.database.checker.query(
          'SELECT key FROM billing.retry_queue',
        );
        for (const { key } of keyRows.parse(rows)) seen.add(key);
      }
    };
    const watched = watch();
    await miniRun(contender, arrivals, () => Promise.resolve());
    watching.abort();
    await watched;
    return [...seen].toSorted();
  } finally {
    await contender.stop();
  }
}

describe('the same seed', () => {
  it('hits the predicted orders in the REST chain', async () => {
    expect(hit.length).toBeGreaterThan(10);
    expect(await ordersHit('rest')).toEqual(hit);
  });

  it('hits exactly the same orders on the topics', async () => {
    expect(await ordersHit('broker')).toEqual(hit);
  });
});
