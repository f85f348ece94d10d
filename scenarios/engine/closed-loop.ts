// Closed loop by autocannon: so many users who order again as soon as they are answered. For `capacity` only.
import autocannon from 'autocannon';
import { drawBooking, type OrderDraw } from './arrivals.ts';
import type { Ledger } from './ledger.ts';
import { classify, type Clock } from './load.ts';
import { seededRandom } from './random.ts';

/** Sends orders for `durationMs`, or `amount` of them, and writes each into the journal, as the open loop does. */
export async function sendInClosedLoop(options: {
  connections: number;
  durationMs: number;
  /** So many orders, however long they take. */
  amount?: number;
  draw: OrderDraw;
  seed: number;
  edgeUrl: string;
  ledger: Ledger;
  clock: Clock;
  requestDeadlineMs: number;
  signal: AbortSignal;
}): Promise<void> {
  const { ledger, clock, signal } = options;
  const random = seededRandom(options.seed);
  // A connection has one order under way at a time, and a context object of its own.
  const underWay = new WeakMap<object, string>();
  const running = autocannon(
    {
      url: options.edgeUrl,
      connections: options.connections,
      ...(options.amount === undefined
        ? { duration: options.durationMs / 1_000 }
        : { amount: options.amount }),
      timeout: options.requestDeadlineMs / 1_000,
      requests: [
        {
          method: 'POST',
          path: '/bookings',
          setupRequest: (request, context) => {
            const booking = drawBooking(random, options.draw);
            const { orderId } = booking;
            underWay.set(context, orderId);
            const atMs = clock();
            ledger.add({ atMs, booking });
            ledger.sent(orderId, atMs);
            return {
              ...request,
              headers: { 'content-type': 'application/json', 'idempotency-key': orderId },
              body: JSON.stringify(booking),
            };
          },
          onResponse: (status, body, context) => {
            const orderId = underWay.get(context);
            if (orderId === undefined) return;
            const { answer, told } = classify({ kind: 'answer', status, body });
            ledger.answered(orderId, answer, status, clock());
            ledger.tell(orderId, told, clock());
          },
        },
      ],
    },
    () => undefined,
  );
  const stop = () => running.stop();
  signal.addEventListener('abort', stop, { once: true });
  await new Promise<void>((resolve) => running.on('done', () => resolve()));
  signal.removeEventListener('abort', stop);
  // autocannon hangs up on what is still under way: nobody knows what became of those.
  ledger.giveUpUnanswered();
}
