// Steady open-loop traffic without an end: one seeded stream of orders, the same for everybody, at a rate that may change.
import { drawBooking, type Arrival, type OrderDraw } from '../engine/arrivals.ts';
import type { Clock } from '../engine/load.ts';
import { seededRandom } from '../engine/random.ts';

/** The stream of orders. */
export type Traffic = {
  /** Orders per second from now on; 0 stops the stream. */
  setRate(perSecond: number): void;
  rate(): number;
  stop(): void;
};

/** Starts the stream with rate 0. `send` hears of every order when it is due, and never waits for one before. */
export function startTraffic(options: {
  clock: Clock;
  draw: OrderDraw;
  seed: number;
  send: (arrival: Arrival) => void;
}): Traffic {
  const { clock, draw, send } = options;
  const random = seededRandom(options.seed);
  let ratePerSecond = 0;
  let dueMs = 0;
  let timer: NodeJS.Timeout | undefined;

  // Poisson arrivals: the rest of a waiting time is distributed like a new one, so a new rate may start afresh.
  const nextGapMs = () => (-Math.log(1 - random()) * 1_000) / ratePerSecond;
  const sendDue = () => {
    for (const now = clock(); dueMs <= now; dueMs += nextGapMs())
      send({ atMs: dueMs, booking: drawBooking(random, draw) });
    timer = setTimeout(sendDue, Math.max(0, dueMs - clock()));
  };
  return {
    rate: () => ratePerSecond,
    setRate: (perSecond) => {
      clearTimeout(timer);
      ratePerSecond = perSecond;
      if (perSecond <= 0) return;
      dueMs = clock() + nextGapMs();
      timer = setTimeout(sendDue, Math.max(0, dueMs - clock()));
    },
    stop: () => clearTimeout(timer),
  };
}
