import { describe, expect, it } from 'vitest';
import type { ContenderRun } from '../../../shared/run-result.ts';
import { instanceJoins, instanceLeaves } from './instance-faults.ts';
import { withWaits } from './waits.ts';

/** An instance that only knows whether it runs. */
function instance(name: string, runs: boolean) {
  let pid = runs ? 1 : undefined;
  return {
    ...{ name, role: 'billing' as const, pid: () => pid },
    start: () => Promise.resolve(void (pid = 2)),
    stop: () => Promise.resolve(void (pid = undefined)),
  };
}

describe('an instance', () => {
  it('that joins is the spare one, also while another is away, and leaves in the end', async () => {
    const all = [instance('billing', true), instance('billing-2', false), instance('b-3', false)];
    const running = () => all.filter(({ pid }) => pid() !== undefined).map(({ name }) => name);
    const heal = await instanceJoins(all).inject();
    expect(running()).toEqual(['billing', 'b-3']);
    await heal();
    expect(running()).toEqual(['billing']);
  });

  it('cannot join where all run, nor leave when it is not there', async () => {
    await expect(instanceJoins([instance('billing', true)]).inject()).rejects.toThrow(/runs/);
    await expect(instanceLeaves(instance('b', false)).inject()).rejects.toThrow(/cannot leave/);
  });

  it('that leaves comes back, unless somebody else has started it', async () => {
    const one = instance('billing', true);
    const heal = await instanceLeaves(one).inject();
    expect(one.pid()).toBeUndefined();
    await heal();
    expect(one.pid()).toBe(2);
  });
});

describe('the longest wait around a change of instances', () => {
  const fault = (kind: string, target: string, atMs: number, untilMs: number) => ({
    ...{ kind, target, params: {}, plannedAtMs: atMs, plannedHealMs: untilMs },
    ...{ injectedAtMs: atMs + 100, healedAtMs: untilMs + 100 },
  });
  const order = (atMs: number, waitMs: number | null) => ({
    journal: { arrival: { atMs } },
    records: { decidedMs: waitMs === null ? null : atMs + waitMs },
  });
  const judged = [order(1_000, 10), order(4_800, 90), order(6_000, 6_200), order(15_500, 300)];
  const waitsOf = (
    faults: ContenderRun['faults'],
    policy = {},
    instances: { billing?: number } = { billing: 2 },
  ) => withWaits(faults, { judged, t0: 0, instances, policy });

  it('is that of the orders between one change and the next', () => {
    const [joins] = waitsOf([fault('instance-joins', 'billing', 5_000, 15_000)]);
    expect(joins).toMatchObject({ longestWaitMs: { atStart: 6_200, atEnd: 300 } });
    expect(joins).toMatchObject({ note: expect.stringContaining('up to 6200 ms') });
    expect(joins).not.toMatchObject({ note: expect.stringContaining('session') });
  });

  it('says the share of the session timeout where somebody vanished without a word', () => {
    const [killed] = waitsOf([fault('kill', 'billing-2', 5_000, 15_000)], {
      sessionTimeoutMs: 6_000,
    });
    expect(killed).toMatchObject({ note: expect.stringContaining('6000 ms is 97 %') });
  });

  it('is no matter where the whole service is away, or something else is wrong', () => {
    const killed = [fault('kill', 'billing', 5_000, 15_000)];
    expect(waitsOf(killed, {}, {})).toEqual(killed);
    const slow = [fault('latency', 'billing', 5_000, 15_000)];
    expect(waitsOf(slow)).toEqual(slow);
  });

  it('is unknown where nobody was decided', () => {
    const [joins] = waitsOf([fault('instance-joins', 'billing', 40_000, 50_000)]);
    expect(joins).toMatchObject({ longestWaitMs: { atStart: null, atEnd: null } });
  });
});
