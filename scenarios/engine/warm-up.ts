// Warm-up by autocannon: real orders through the whole flow, left out of every figure.
// It loads the services as the run will: the just-in-time compilers of six processes need a few thousand orders.
import autocannon from 'autocannon';
import { drawBooking, type OrderDraw } from './arrivals.ts';
import type { OrderSummary } from './order-summary.ts';
import { seededRandom } from './random.ts';

/** How warm-up orders come: so many a second, or from so many users who order again once answered. */
export type WarmUpPace = { ratePerSecond: number } | { connections: number };

/** How long a warm-up lasts: about so long, or until so many orders are answered. */
export type WarmUpLength = { durationMs: number } | { orders: number };

/** Sends warm-up orders and returns their ids. */
export async function warmUp(options: {
  edgeUrl: string;
  pace: WarmUpPace;
  lasting: WarmUpLength;
  draw: OrderDraw;
  seed: number;
  onFirst?: () => void;
}): Promise<Set<string>> {
  const ids = new Set<string>();
  const length = lengthOf(options.pace, options.lasting);
  if (length === undefined) return ids;
  const random = seededRandom(options.seed ^ 0x5eed);
  options.onFirst?.();
  await autocannon({
    url: options.edgeUrl,
    ...length,
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

/** Why the run says nothing: most orders failed before the load began. Undefined when they did not. */
export function warmUpTrouble(
  ids: ReadonlySet<string>,
  records: ReadonlyMap<string, Pick<OrderSummary, 'row'>>,
): string | undefined {
  const rows = [...ids].map((id) => records.get(id)?.row ?? 'none');
  const failed = rows.filter((row) => row !== 'confirmed' && row !== 'rejected').length;
  if (failed * 2 <= ids.size) return undefined;
  return `${failed} of ${ids.size} warm-up orders failed: something was wrong before the load began`;
}

/** Undefined: nothing is to be sent. */
function lengthOf(pace: WarmUpPace, lasting: WarmUpLength) {
  if ('connections' in pace) {
    const { connections } = pace;
    if ('orders' in lasting)
      return { connections: Math.min(connections, lasting.orders), amount: lasting.orders };
    const { durationMs } = lasting;
    return durationMs > 0 ? { connections, duration: durationMs / 1_000 } : undefined;
  }
  const { ratePerSecond } = pace;
  const amount =
    'orders' in lasting ? lasting.orders : Math.round((ratePerSecond * lasting.durationMs) / 1_000);
  if (amount < 1) return undefined;
  return {
    amount,
    connections: Math.min(4, amount),
    overallRate: Math.max(1, Math.ceil(ratePerSecond)),
    // With a rate set, autocannon's own correction invents samples (DESIGN §12).
    ignoreCoordinatedOmission: true,
  };
}
