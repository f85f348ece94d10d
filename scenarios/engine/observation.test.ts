// Proves that what the harness and others took is weighed by time, and taken only from while orders came.
import { expect, it } from 'vitest';
import { harnessShareOf, otherCoresOf } from './observation.ts';
import type { Sample } from './sampler.ts';

const gauges = { consumerLag: null, outboxDepth: null, retryDepth: null, owedWork: null };
const sample = (
  atMs: number,
  cpu: Sample['cpu'],
  otherCores: Sample['otherCores'] = null,
): Sample => ({ ...{ atMs, cpu, gauges, otherCores, breaker: null } });

it('is the harness’s part of all CPU, each sample weighed by the time it stands for', () => {
  const samples = [
    sample(0, null),
    sample(1_500, { harness: 0.2, gateway: 0.6 }),
    sample(2_000, { harness: 0.8, gateway: 0.2, kafka: 0.6 }),
  ];
  // 0.3 + 0.4 of 1.2 + 0.8 core-seconds.
  expect(harnessShareOf(samples, 2_000)).toBe(0.35);
});

it('leaves out the drain, in which nothing is sent', () => {
  const samples = [sample(0, null), sample(1_000, { harness: 1, gateway: 1 })];
  const drained = sample(2_000, { harness: 0, gateway: 1 });
  expect(harnessShareOf([...samples, drained], 1_500)).toBe(0.5);
});

it('is null where CPU could not be read', () => {
  expect(harnessShareOf([sample(0, null), sample(1_000, null)], 5_000)).toBeNull();
});

it('says what others had, by the time each sample stands for, and not what they had during the drain', () => {
  const samples = [
    sample(0, null),
    sample(1_500, {}, 0.2),
    sample(2_000, {}, 1),
    sample(9_000, {}, 2),
  ];
  // 0.3 + 0.5 core-seconds in 2 s.
  expect(otherCoresOf(samples, 2_000)).toBe(0.4);
});

it('does not know what others had where a sample does not, and says so when none does', () => {
  const known = sample(1_000, {}, 0.5);
  expect(otherCoresOf([sample(0, null), known, sample(3_000, {}, null)], 5_000)).toBe(0.5);
  expect(otherCoresOf([sample(0, null), sample(1_000, {}, null)], 5_000)).toBeNull();
});
