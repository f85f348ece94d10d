// The arrival generator: an open-loop schedule of orders, made once per scenario, replayed for every contender.
import { flightCode } from '../../shared/db/run-database.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { approvedCard } from '../../shared/services/card-network.ts';
import { seededRandom, seededUuid } from './random.ts';

/** One intended order. */
export type Arrival = {
  /** Intended instant, ms after t = 0. */
  atMs: number;
  booking: Booking;
};

/** How orders arrive. */
export type ArrivalPlan = {
  process: 'poisson' | 'constant';
  ratePerSecond: number;
  durationMs: number;
  /** Flights the orders spread over. */
  flights: number;
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
  let atMs = 0;
  for (;;) {
    // Inverse transform sampling; 1 − u keeps log away from zero.
    atMs += plan.process === 'poisson' ? -Math.log(1 - random()) * meanGapMs : meanGapMs;
    if (atMs >= plan.durationMs) return arrivals;
    arrivals.push({ atMs, booking: drawBooking(random, plan.flights) });
  }
}

/** Draws one booking. */
export function drawBooking(random: () => number, flights: number): Booking {
  const orderId = seededUuid(random);
  return {
    orderId,
    flight: flightCode(Math.floor(random() * flights)),
    seats: 1,
    card: approvedCard,
    email: `user-${orderId.slice(0, 8)}@example.com`,
  };
}
