// How latency is written in a run: percentiles, distributions and seconds, all from the intended arrival.
import { z } from 'zod';

/** A whole number, zero or more. */
export const count = z.number().int().nonnegative();
/** A duration or instant in milliseconds. */
export const ms = z.number();
/** A latency in ms, or null when nobody got there. */
export const quantile = ms.nullable();

/** Percentiles in ms from the intended arrival. A quantile is null when more orders than it leaves out never got there. */
const latency = z
  .object({
    p50: quantile,
    p95: quantile,
    p99: quantile,
    max: ms.describe('Largest observed latency in ms, among the orders that got there.'),
    count: count.describe('Orders that got there.'),
    missing: count.describe('Orders that never got there; they count as infinitely late.'),
  })
  .nullable()
  .describe('Latency in ms from the intended arrival; null when no order got there.');

/** The three latencies of an order. */
export const latencies = z.object({
  answer: latency.describe('Until the gateway answered the POST (the spinner).'),
  decision: latency.describe('Until confirmed or rejected was true in the gateway.'),
  email: latency.describe('Until the confirmation was in the mail sink.'),
});

const curve = z
  .array(z.tuple([z.number().min(0).max(1), ms]))
  .describe(
    '[share of all offered orders, ms within which they got there]; ends where the orders that never got there begin.',
  );

/** The three distributions. */
export const latencyCurves = z.object({ answer: curve, decision: curve, email: curve });

/** Percentiles of one second. */
export const bucketLatency = z
  .object({ p50: ms, p95: ms, p99: ms })
  .nullable()
  .describe(
    'Percentiles in ms of orders that ARRIVED in this second; null when none of them got there.',
  );
