import { describe, expect, it } from 'vitest';
import type { ContenderRun } from '../../../shared/run-result.ts';
import { planArrivals } from '../arrivals.ts';
import type { JudgedOrder } from '../check.ts';
import { Ledger } from '../ledger.ts';
import { noRecords } from '../order-summary.ts';
import { predict } from './predict.ts';

const arrivals = planArrivals({
  ...{
    process: 'constant',
    ratePerSecond: 100,
    durationMs: 20_000,
    draw: { flights: 1, declinedShare: 0 },
    seed: 1,
  },
});

/** Orders of which `isLost` names the lost ones, by arrival instant. */
function judged(isLost: (atMs: number, n: number) => boolean): JudgedOrder[] {
  return [...new Ledger(arrivals).entries.values()].map((journal, n) => ({
    orderId: journal.arrival.booking.orderId,
    journal,
    records: noRecords(),
    outcome: isLost(journal.arrival.atMs, n) ? 'refused' : 'confirmed',
  }));
}
const window = {
  plannedAtMs: 5_000,
  plannedHealMs: 15_000,
  injectedAtMs: 5_000,
  healedAtMs: 15_000,
};
const outage: ContenderRun['faults'] = [{ kind: 'kill', target: 'billing', params: {}, ...window }];
const errors = (rate: number): ContenderRun['faults'] => [
  { kind: 'unavailable', target: 'billing', params: { rate }, ...window },
];
const common = {
  scenario: { arrivals: { process: 'constant', ratePerSecond: 100 } },
  ...{ t0: 0, backlogPeak: 1_000, chargeAttempts: 2_000 },
} as const;

describe('closed-form predictions', () => {
  it('expect a synchronous chain to lose rate × outage', () => {
    const lost = judged((at) => at >= 5_000 && at < 15_000);
    const [prediction] = predict({
      ...common,
      faults: outage,
      policy: { attempts: 1 },
      judged: lost,
    });
    expect(prediction).toMatchObject({ predicted: 1_000, measured: 1_000, agrees: true });
  });

  it('allow for a breaker that stays open a little longer than the outage', () => {
    const lost = judged((at) => at >= 5_000 && at < 15_900);
    const policy = { attempts: 1, breakerHalfOpenAfterMs: 1_000 };
    const [prediction] = predict({ ...common, faults: outage, policy, judged: lost });
    expect(prediction).toMatchObject({ predicted: 1_050, measured: 1_090, agrees: true });
  });

  it('disagree when a chain loses far less, or a broker anything at all', () => {
    const few = judged((at) => at >= 5_000 && at < 10_000);
    const [chain] = predict({ ...common, faults: outage, policy: { attempts: 1 }, judged: few });
    expect(chain?.agrees).toBe(false);
    const [broker] = predict({
      ...{ ...common, faults: outage, policy: { durableStore: true } },
      judged: judged((_at, n) => n === 700),
    });
    expect(broker).toMatchObject({ predicted: 0, measured: 1, agrees: false });
  });

  it('expect p of the orders lost without retries and p³ with three attempts', () => {
    const third = judged((at, n) => at >= 5_000 && at < 15_000 && n % 10 < 3);
    const [plain] = predict({
      ...{ ...common, faults: errors(0.3), policy: { attempts: 1 }, judged: third },
    });
    expect(plain).toMatchObject({ predicted: 300, measured: 300, agrees: true });
    const policy = { attempts: 3, breakerFailureShare: 0.5 };
    const [retried, amplification] = predict({
      ...{ ...common, faults: errors(0.3), policy, judged: judged(() => false) },
      chargeAttempts: 2_390,
    });
    expect(retried?.predicted).toBeCloseTo(27, 0);
    expect(retried?.agrees).toBe(false);
    expect(amplification).toMatchObject({ predicted: 1.39, agrees: true });
  });

  it('expect an open breaker to win nothing back at 100 % errors', () => {
    const all = judged((at) => at >= 5_000 && at < 15_000);
    const policy = { attempts: 3, breakerFailureShare: 0.5 };
    const [prediction] = predict({ ...common, faults: errors(1), policy, judged: all });
    expect(prediction).toMatchObject({ predicted: 1_000, measured: 1_000, agrees: true });
  });

  it('multiply the failures of a chain', () => {
    const two = ['ticket', 'billing'].map((target) => ({
      ...{ kind: 'unavailable', target, params: { rate: 0.1, point: 'before' }, ...window },
    }));
    const lost = judged((at, n) => at >= 5_000 && at < 15_000 && n % 100 < 19);
    const [chain] = predict({ ...common, faults: two, policy: { attempts: 1 }, judged: lost });
    expect(chain).toMatchObject({ predicted: 190, measured: 190, agrees: true });
  });

  it('expect a chain to lose those of a silence that cannot wait for its end', () => {
    const silence = [{ kind: 'pause', target: 'billing', params: {}, ...window }];
    const policy = { attempts: 1, requestDeadlineMs: 5_000 };
    const lost = judged((at) => at >= 5_000 && at < 10_000);
    expect(predict({ ...common, faults: silence, policy, judged: lost })[0]).toMatchObject({
      ...{ predicted: 500, measured: 500, agrees: true },
    });
    const patient = { attempts: 1, requestDeadlineMs: null };
    const none = judged(() => false);
    expect(predict({ ...common, faults: silence, policy: patient, judged: none })[0]).toMatchObject(
      { predicted: 0, agrees: true },
    );
  });

  it('expect keyless retries after the effect to lose p, not p³: each is a second charge', () => {
    const after = [
      { kind: 'unavailable', target: 'billing', params: { rate: 0.3, point: 'after' }, ...window },
    ];
    const lost = judged((at, n) => at >= 5_000 && at < 15_000 && n % 10 < 3);
    const keyless = { attempts: 3, idempotencyKeys: 'none' };
    expect(predict({ ...common, faults: after, policy: keyless, judged: lost })[0]).toMatchObject({
      predicted: 300,
      agrees: true,
    });
    const keyed = { attempts: 3, idempotencyKeys: 'per-order' };
    expect(predict({ ...common, faults: after, policy: keyed, judged: lost })[0]?.agrees).toBe(
      false,
    );
  });

  it('say nothing where several different faults meet', () => {
    const both = [...outage, { kind: 'kill', target: 'ticket', params: {}, ...window }];
    expect(predict({ ...common, faults: both, policy: {}, judged: judged(() => false) })).toEqual(
      [],
    );
  });

  it('say nothing of one process where others of its service take over', () => {
    const policy = { attempts: 1 };
    const facts = { ...common, faults: outage, policy, judged: judged(() => false) };
    expect(predict({ ...facts, instances: { billing: 1 } })).not.toEqual([]);
    expect(predict({ ...facts, instances: { billing: 2 } })).toEqual([]);
  });
});

describe('the ideal of several instances', () => {
  const limit = { kind: 'capacity', slots: 1, queue: 100, serviceMs: 40 } as const;
  const idealOf = (billing: number, throughputPerSecond: number, policy = {}) =>
    predict({
      ...{ ...common, faults: [], policy, instances: { billing }, throughputPerSecond },
      scenario: {
        arrivals: { process: 'closed-loop', connections: 32, orders: 2_000 },
        conditions: [{ ...limit, target: 'billing' }],
      },
      judged: judged(() => false),
    })[0];

  it('is as many times that of one', () => {
    expect(idealOf(1, 24.9)).toMatchObject({ predicted: 25, agrees: true });
    expect(idealOf(4, 97)).toMatchObject({ predicted: 100, agrees: true });
    expect(idealOf(4, 50)).toMatchObject({ predicted: 100, agrees: false });
    expect(idealOf(4, 120)).toMatchObject({ agrees: false });
  });

  it('over partitions is what the consumer with the most of them allows', () => {
    const partitions = { partitions: 4 };
    expect([1, 2, 3, 4].map((n) => idealOf(n, 1, partitions)?.predicted)).toEqual([
      ...[25, 50, 50, 100],
    ]);
    // The fullest partition has a few more than its share.
    expect(idealOf(4, 88, partitions)?.agrees).toBe(true);
    expect(idealOf(4, 88)?.agrees).toBe(false);
  });

  it('is unknown without a limit', () => {
    const facts = { ...common, faults: [], policy: {}, judged: judged(() => false) };
    const closed = { arrivals: { process: 'closed-loop', connections: 32 } } as const;
    expect(predict({ ...facts, scenario: closed, throughputPerSecond: 100 })).toEqual([]);
  });
});
