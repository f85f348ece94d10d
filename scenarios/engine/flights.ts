// What the orders of a scenario are about: its flights, and how many cards are declined. Pure.
import type { FlightPlan } from '../../shared/db/run-database.ts';
import type { OrderDraw } from './arrivals.ts';
import type { Scenario } from './scenario.ts';

/** Enough seats that contention is a scenario's choice, not an accident. */
const plentiful: FlightPlan = { count: 20, seatsPerFlight: 1_000_000 };

/** The flights of a scenario. */
export function flightsOf({ flights }: Pick<Scenario, 'flights'>): FlightPlan {
  return flights ?? plentiful;
}

/** How the orders of a scenario are drawn. */
export function drawOf(scenario: Pick<Scenario, 'flights' | 'declinedShare'>): OrderDraw {
  return { flights: flightsOf(scenario).count, declinedShare: scenario.declinedShare ?? 0 };
}
