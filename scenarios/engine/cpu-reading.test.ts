// Proves that what a machine was busy with is ours or somebody else's, and nobody's where it cannot be known.
import { describe, expect, it } from 'vitest';
import { usedSince, type CpuReading } from './cpu-reading.ts';

const reading = (
  atMs: number,
  seconds: Record<string, number>,
  busy: number | null,
): CpuReading => ({
  ...{ atMs, seconds, busy },
});

describe('the cores used between two readings', () => {
  it('are those of each role, its instances together, and the rest is of others', () => {
    const before = reading(0, { harness: 5, 'ticket-1': 1, 'ticket-2': 1 }, 100);
    const now = reading(2_000, { harness: 5.2, 'ticket-1': 1.4, 'ticket-2': 1.2 }, 101.4);
    expect(usedSince(before, now, true)).toEqual({
      cpu: { harness: 0.1, ticket: 0.3 },
      otherCores: 0.3,
    });
  });

  it('are nobody else’s when ours were counted a little later than the machine', () => {
    const before = reading(0, { gateway: 1 }, 100);
    expect(usedSince(before, reading(1_000, { gateway: 2 }, 100.9), true).otherCores).toBe(0);
  });

  it('count a process that has just come from when it was first seen', () => {
    const before = reading(0, {}, 100);
    const now = reading(1_000, { billing: 7 }, 100.5);
    expect(usedSince(before, now, true)).toEqual({ cpu: { billing: 0 }, otherCores: 0.5 });
  });

  it('are not said of others where some of ours are not seen, or the machine does not tell', () => {
    const before = reading(0, { gateway: 1 }, 100);
    const now = reading(1_000, { gateway: 1.5 }, 101);
    const cpu = { gateway: 0.5 };
    expect(usedSince(before, now, false)).toEqual({ cpu, otherCores: null });
    expect(usedSince({ ...before, busy: null }, now, true)).toEqual({ cpu, otherCores: null });
  });

  it('are not known without a reading before, or with one just before', () => {
    const now = reading(1_000, { gateway: 1.5 }, 101);
    const unknown = { cpu: null, otherCores: null };
    expect(usedSince(undefined, now, true)).toEqual(unknown);
    expect(usedSince(reading(950, { gateway: 1 }, 100), now, true)).toEqual(unknown);
    expect(usedSince(now, undefined, true)).toEqual(unknown);
  });
});
