// Decides by hash instead of by a stream of random numbers, so that timing and order cannot change who is hit.
import { createHash } from 'node:crypto';

/**
 * A number in [0, 1) that depends on nothing but its arguments:
 * the first 32 bits of the SHA-256 of the JSON array of them, divided by 2^32.
 */
export function draw(seed: number, faultId: string, key: string, attempt: number): number {
  const text = JSON.stringify([seed, faultId, key, attempt]);
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * Whether the fault hits this attempt. The same answer in every process, on every machine, in any order.
 * @param attempt 1 for the first time the key meets the fault, 2 for the next.
 * @param rate share of attempts to hit, 0 to 1.
 */
export function isHit(
  seed: number,
  faultId: string,
  key: string,
  attempt: number,
  rate: number,
): boolean {
  return draw(seed, faultId, key, attempt) < rate;
}

/** The delay of one hit in ms: the number itself, or a seeded draw from `[least, most)`. */
export function latencyMs(
  ms: number | [number, number],
  seed: number,
  faultId: string,
  key: string,
  attempt: number,
): number {
  if (typeof ms === 'number') return ms;
  const [least, most] = ms;
  // A second id: with the draw that decided the hit, a small rate would only ever see short delays.
  return least + draw(seed, `${faultId}/latency`, key, attempt) * (most - least);
}
