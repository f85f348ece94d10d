// Warm-up by autocannon: real orders through the whole flow, left out of every figure.
import autocannon from 'autocannon';
import { drawBooking, type OrderDraw } from './arrivals.ts';
import { seededRandom } from './random.ts';

/** Sends warm-up orders for about `durationMs` and returns their ids. */
export async function warmUp(options: {
  edgeUrl: string;
  ratePerSecond: number;
  durationMs: number;
  draw: OrderDraw;
  seed: number;
  onFirst?: () => void;
}): Promise<Set<string>> {
  const ids = new Set<string>();
  const amount = Math.round((options.ratePerSecond * options.durationMs) / 1_000);
  if (amount < 1) return ids;
  const random = seededRandom(options.seed ^ 0x5eed);
  options.onFirst?.();
  await autocannon({
    url: options.edgeUrl,
    amount,
    connections: Math.min(4, amount),
    overallRate: Math.max(1, Math.ceil(options.ratePerSecond)),
    // With a rate set, autocannon's own correction invents samples (DESIGN §12).
    ignoreCoordinatedOmission: true,
    timeout: 10,
    requests: [
      {
        method: 'POST',
        path: '/bookings',
        setupRequest: (request) => {
          const booking = drawBooking(random, options.draw);
          ids.add(booking.orderId);
          return {
            ...request,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(booking),
          };
        },
      },
    ],
  });
  return ids;
}
