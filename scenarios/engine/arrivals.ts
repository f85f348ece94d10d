// The arrival generator: an open-loop schedule of orders, made once per scenario, replayed for every contender.
import { flightCode } from '../../shared/db/run-database.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { approvedCard, declinedCard } from '../../shared/services/card-network.ts';
import { seededRandom, seededUuid } from './random.ts';

/** One intended order. */
export type Arrival = {
  /** Intended instant, ms after t = 0. */
  atMs: number;
  booking: Booking;
};

/** What orders are like. */
export type OrderDraw = {
  /** Flights the orders spread over. */
  flights: number;
  /** Share of orders whose card is declined; 0 = none. */
  declinedShare: number;
};

/** How orders arrive. */
export type ArrivalPlan = {
  process: 'poisson' | 'constant';
  ratePerSecond: number;
  durationMs: number;
  draw: OrderDraw;
  /** Stretches in which orders arrive `factor` times as fast; they do not overlap. */
  surges?: { fromMs: number; untilMs: number; factor: number }[];
  seed: number;
};

/**
 * The schedule for a plan: exponential gaps (Poisson process) or equal ones. Depends on nothing but
 * the plan, so that every contender gets the same orders at the same instants.
 */
export function planArrivals(plan: ArrivalPlan): Arrival[] {
  const random = seededRandom(plan.seed);
  const meanGapMs = 1_000 / plan.ratePerSecond;
  const arrivals: Arrival[] = [];
  const surges = (plan.surges ?? []).toSorted((a, b) => a.fromMs - b.fromMs);
  // Time as it would be without surges; a surge packs more of it into each real millisecond.
  let evenMs = 0;
  for (;;) {
    // Inverse transform sampling; 1 − u keeps log away from zero.
    evenMs += plan.process === 'poisson' ? -Math.log(1 - random()) * meanGapMs : meanGapMs;
    const atMs = realTime(evenMs, surges);
    if (atMs >= plan.durationMs) return arrivals;
    arrivals.push({ atMs, booking: drawBooking(random, plan.draw) });
  }
}

/** Inverts the cumulative arrival intensity of the surges: even time → real time, both in ms. */
function realTime(evenMs: number, surges: NonNullable<ArrivalPlan['surges']>): number {
  let gainedMs = 0;
  for (const { fromMs, untilMs, factor } of surges) {
    const startEven = fromMs + gainedMs;
    if (evenMs <= startEven) break;
    const insideEven = (untilMs - fromMs) * factor;
    if (evenMs < startEven + insideEven) return fromMs + (evenMs - startEven) / factor;
    gainedMs += insideEven - (untilMs - fromMs);
  }
  return evenMs - gainedMs;
}

/** Draws one booking. */
export function drawBooking(random: () => number, { flights, declinedShare }: OrderDraw): Booking {
  const orderId = seededUuid(random);
  return {
    orderId,
    flight: flightCode(Math.floor(random() * flights)),
    seats: 1,
    // No draw without a share: the orders of a seed stay what they always were.
    card: declinedShare > 0 && random() < declinedShare ? declinedCard : approvedCard,
    email: `user-${orderId.slice(0, 8)}@example.com`,
  };
}
