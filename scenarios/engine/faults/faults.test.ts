import { describe, expect, it } from 'vitest';
import { whyNotApplicable } from './applicability.ts';
import { describeFaults, unequalFaults } from './describe-faults.ts';
import { faultSchema, type ScenarioFault } from './fault-schema.ts';
import { windowOf } from './plan-faults.ts';

const rest = {
  name: 'rest',
  needs: [],
  reaches: {
    gateway: ['billing', 'postgres'],
    ...{ ticket: ['postgres'], billing: ['postgres'], email: ['postgres'] },
  },
} satisfies Parameters<typeof whyNotApplicable>[1]['variant'];
const broker = {
  name: 'broker',
  needs: ['kafka'],
  reaches: {
    gateway: ['kafka', 'postgres'],
    ...{ ticket: ['kafka'], billing: ['kafka'], email: ['kafka'] },
  },
} satisfies Parameters<typeof whyNotApplicable>[1]['variant'];
const cut = (to: 'billing' | 'kafka'): ScenarioFault => ({
  ...{ kind: 'partition', from: 'gateway', to, mode: 'blackhole' },
});

describe('a fault that a contender has no target for', () => {
  it('is told from one that it has', () => {
    const ours = { external: [] };
    expect(whyNotApplicable(cut('kafka'), { variant: rest, ...ours })).toMatch(/does not talk to/);
    expect(whyNotApplicable(cut('billing'), { variant: rest, ...ours })).toBeUndefined();
    expect(whyNotApplicable(cut('billing'), { variant: broker, ...ours })).toMatch(/does not talk/);
    const kill: ScenarioFault = { kind: 'kill', target: 'kafka' };
    expect(whyNotApplicable(kill, { variant: rest, ...ours })).toMatch(/does not use Kafka/);
    expect(whyNotApplicable(kill, { variant: broker, ...ours })).toBeUndefined();
    const poison: ScenarioFault = { kind: 'poison', target: 'billing', count: 1 };
    expect(whyNotApplicable(poison, { variant: rest, ...ours })).toMatch(/gets no messages/);
  });

  it('is every cut link between containers, which go by themselves', () => {
    const ground = { variant: rest, external: [], contained: true };
    expect(whyNotApplicable(cut('billing'), ground)).toMatch(/no proxy can stand/);
    expect(whyNotApplicable({ kind: 'kill', target: 'billing' }, ground)).toBeUndefined();
    expect(whyNotApplicable({ kind: 'pause', target: 'billing' }, ground)).toBeUndefined();
  });

  it('counts every node of Kafka as Kafka', () => {
    const faults: ScenarioFault[] = [
      { kind: 'kill', target: 'kafka-2' },
      { kind: 'pause', target: 'kafka-3' },
      { kind: 'rolling-restart', target: 'kafka' },
    ];
    for (const fault of faults) {
      expect(whyNotApplicable(fault, { variant: rest, external: [] })).toMatch(/does not use/);
      expect(whyNotApplicable(fault, { variant: broker, external: [] })).toBeUndefined();
    }
  });

  it('includes single nodes of somebody else’s Kafka, hook or not', () => {
    const faults: ScenarioFault[] = [
      { kind: 'kill', target: 'kafka-2' },
      { kind: 'rolling-restart', target: 'kafka' },
    ];
    for (const fault of faults)
      for (const hooked of [[], ['kafka']] as const)
        expect(whyNotApplicable(fault, { variant: broker, external: ['kafka'], hooked })).toMatch(
          /one by one/,
        );
  });

  it('includes servers that are somebody else’s', () => {
    const kill: ScenarioFault = { kind: 'kill', target: 'kafka' };
    expect(whyNotApplicable(kill, { variant: broker, external: ['kafka'] })).toMatch(/not ours/);
    expect(whyNotApplicable(cut('kafka'), { variant: broker, external: ['kafka'] })).toMatch(
      /no proxy/,
    );
  });

  it('is only what a hook cannot do', () => {
    const theirs = { variant: broker, external: ['kafka', 'postgres'], hooked: ['kafka'] } as const;
    expect(whyNotApplicable({ kind: 'kill', target: 'kafka' }, theirs)).toBeUndefined();
    expect(whyNotApplicable({ kind: 'pause', target: 'kafka' }, theirs)).toBeUndefined();
    expect(whyNotApplicable({ kind: 'kill', target: 'postgres' }, theirs)).toMatch(
      /POSTGRES_FAULT_HOOK/,
    );
    expect(whyNotApplicable(cut('kafka'), theirs)).toMatch(/no proxy/);
  });
});

describe('the plan of a fault', () => {
  const phases = { warmUpMs: 0, steadyMs: 2_000, faultMs: 4_000, recoveryMs: 1_000 };

  it('takes its part of the fault window', () => {
    expect(windowOf({ kind: 'kill', target: 'billing' }, phases)).toEqual({
      ...{ atMs: 2_000, untilMs: 6_000 },
    });
    expect(windowOf({ kind: 'kill', target: 'billing', during: [0.25, 0.5] }, phases)).toEqual({
      ...{ atMs: 3_000, untilMs: 4_000 },
    });
  });

  it('keeps its measured instants when another fault beside it does not apply', () => {
    const source: ScenarioFault = { kind: 'latency', ...rated, ms: [10, 20] };
    const planned = {
      ...{ atMs: 1, untilMs: 2 },
      fault: { kind: 'latency', target: 'billing', inject: () => Promise.reject(new Error()) },
    };
    const event = { kind: 'latency', target: 'billing', atMs: 1, untilMs: 2 };
    const described = describeFaults(
      [
        { source: cut('kafka'), notApplicable: 'it has none' },
        { source, planned, hits: () => 7, note: () => undefined },
      ],
      [{ ...event, injectedAtMs: 1.5, healedAtMs: 2.5 }],
    );
    expect(described).toEqual([
      { kind: 'partition', target: 'gateway–kafka', notApplicable: 'it has none' },
      {
        ...{ kind: 'latency', target: 'billing', plannedAtMs: 1, plannedHealMs: 2 },
        ...{ injectedAtMs: 1.5, healedAtMs: 2.5, hits: 7 },
        params: { rate: 1, point: 'before', ms: '10–20' },
      },
    ]);
  });
});

describe('a fault that did not happen as planned', () => {
  const fault = (kind: string, hits: number | undefined, times = 1) => ({
    ...{ kind, target: 'billing', params: { times }, plannedAtMs: 0, plannedHealMs: 1 },
    ...{ injectedAtMs: 0, healedAtMs: 1, ...(hits === undefined ? {} : { hits }) },
  });

  const saidOf = (...faults: ReturnType<typeof fault>[]) => unequalFaults(faults);

  it('voids the run when nothing was hit at all', () => {
    expect(saidOf(fault('latency', 0)).spared).toEqual([
      'the fault "billing latency" hit nothing: it tested nothing here',
    ]);
    expect(saidOf().spared).toEqual([]);
  });

  it('is an answer when others did hit: behind an open breaker nothing is hit', () => {
    expect(saidOf(fault('latency', 0), fault('latency', 9)).spared).toEqual([]);
    expect(saidOf(fault('latency', 0), fault('kill', undefined)).spared).toEqual([]);
  });

  it('voids the run when it was a crash that never came, and is a remark when one came less often', () => {
    const { spared, shortfalls } = saidOf(
      ...[fault('crash', 0, 2), fault('crash', 1, 2), fault('crash', 2, 2)],
    );
    expect(spared).toEqual(['the fault "billing crash" hit nothing: it tested nothing here']);
    expect(shortfalls).toEqual(['"billing crash" happened 1 of 2 times']);
  });
});

describe('a crash point', () => {
  it.each([
    ['gateway', 'effect-done', 'accepted, reserved, published'],
    ['billing', 'accepted', 'effect-done'],
  ])('that the %s service does not have is refused', (target, at, known) => {
    const parsed = faultSchema.safeParse({ kind: 'crash', target, at, times: 1 });
    expect(parsed.error?.issues[0]?.message).toContain(`(it has: ${known})`);
  });
});

const rated = { target: 'billing', rate: 1, point: 'before' } as const;
