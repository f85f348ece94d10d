// The verdict sentence on hand-made numbers: what it must say, and what it must never say.
import { describe, expect, it } from 'vitest';
import type { ContenderRun, RunResult } from '../shared/run-result.ts';
import { sampleContender, sampleResult, samples } from './fixtures/samples.ts';
import { findings, verdictSentence } from './findings.ts';

type Loss = Partial<ContenderRun['lostOrders']>;

/** The billing-down sample with the losses of each contender replaced. */
function withLosses(losses: readonly Loss[]): RunResult {
  const result = samples['billing-down']();
  return {
    ...result,
    contenders: result.contenders.map((contender, c) => ({
      ...contender,
      runs: contender.runs.map((run) => {
        const loss = { refused: 0, silent: 0, leak: 0, harm: 0, ...losses[c] };
        const total = loss.refused + loss.silent + loss.leak + loss.harm;
        return { ...run, lostOrders: { ...loss, total } };
      }),
    })),
  };
}

/** The billing-down sample with REST answering and deciding at this pace before the fault. */
function slowRest(p50: number): RunResult {
  const result = samples['billing-down']();
  for (const { variant, runs } of result.contenders)
    for (const { latencyMs } of runs.flatMap(({ summary }) => (variant === 'rest' ? summary : [])))
      for (const kind of ['answer', 'decision'] as const)
        latencyMs[kind] = latencyMs[kind] && { ...latencyMs[kind], p50 };
  return result;
}

function plain(sentence: string): string {
  return sentence.replaceAll('\u202f', ' ');
}

describe('the verdict sentence', () => {
  it('names fault, measured duration, rate, every loss and how it was lost', () => {
    const sentence = plain(
      verdictSentence(withLosses([{ refused: 512 }, { refused: 490, silent: 8 }])),
    );
    expect(sentence).toMatch(
      /^Billing down 10\.2 s at 50 orders\/s: rest lost 512 of 2 189 orders \(all refused honestly\)/,
    );
    expect(sentence).toContain('rest-hardened 498 (490 refused honestly, 8 lost silently)');
    expect(sentence).toMatch(
      /broker 0 \(the \d+ orders waiting when it healed were all confirmed within 1\.4 s\)\.$/,
    );
  });

  it('does not call an unanswered order refused', () => {
    const result = withLosses([{ refused: 10 }]);
    const [rest] = result.contenders;
    const run = rest?.runs[0];
    if (run === undefined) throw new Error('the sample lost its first run');
    run.outcomes.abandoned = 4;
    expect(verdictSentence(result)).toContain('6 refused honestly, 4 never answered');
  });

  it('says plainly that nobody lost an order and who decided fastest', () => {
    const sentence = verdictSentence(samples.baseline());
    expect(sentence).toMatch(
      /^No fault, 20 orders\/s: nobody lost an order; rest and rest-hardened decided fastest: p50 6\.1–7\.\d ms vs 4\d ms \(broker\)/,
    );
    expect(sentence).toMatch(/up to 6\.8× sooner\.$/);
  });

  it('opens with INCONCLUSIVE and the reason, and never claims zero losses then', () => {
    const sentence = verdictSentence(samples.inconclusive());
    expect(sentence).toMatch(/^INCONCLUSIVE: The load generator was late: p99 120 ms/);
    expect(sentence).toContain('broker no loss counted');
    expect(sentence).not.toMatch(/broker 0\b|nobody lost/);
  });

  it('finds a reason by itself when an inconclusive result gives none', () => {
    const result = samples['billing-down']();
    const first = result.contenders[0]?.runs[0];
    if (first === undefined) throw new Error('the sample lost its first run');
    first.lateness.p99Ms = 80;
    expect(verdictSentence({ ...result, conclusive: false })).toContain(
      'INCONCLUSIVE: rest: the load generator was late (p99 80 ms)',
    );
  });

  it('says interrupted when partial, and who did not run', () => {
    expect(verdictSentence(samples.interrupted())).toMatch(/interrupted.*broker did not run/);
    expect(verdictSentence({ ...samples.baseline(), interrupted: true })).toMatch(
      /^Interrupted, so partial\./,
    );
  });

  it('gives medians with ranges for several runs', () => {
    expect(plain(verdictSentence(samples.repeated()))).toMatch(
      /median of 5 runs \[range\]: rest lost \d+ \[\d+–\d+\] of 2 250 orders/,
    );
  });

  it('works without any contender and with a single one', () => {
    expect(verdictSentence(samples.nothing())).toContain('no contender ran');
    const [rest] = samples.baseline().contenders;
    expect(verdictSentence(sampleResult(rest === undefined ? [] : [rest]))).toMatch(
      /rest lost no order; rest decided at p50/,
    );
  });

  it('calls a fault that never healed by its name', () => {
    const result = samples['billing-down']();
    for (const { runs } of result.contenders)
      for (const run of runs)
        run.faults = run.faults.map((fault) =>
          'notApplicable' in fault ? fault : { ...fault, healedAtMs: null },
        );
    expect(verdictSentence(result)).toMatch(/^Billing down and never healed/);
  });

  it('says who was spared the fault, and gives them no verdict', () => {
    const result = samples['billing-down']();
    for (const { variant, runs } of result.contenders)
      for (const run of runs)
        run.faults = run.faults
          .filter((fault) => variant === 'broker' || 'notApplicable' in fault)
          .map((fault) => ({ ...fault, target: 'kafka' }));
    expect(verdictSentence(result)).toMatch(
      /^Kafka down 10\.1 s at 50 orders\/s: broker lost no order.*not applicable to rest and rest-hardened \(this contender has no broker\)\.$/,
    );
  });

  it('does not count delayed orders when not every fate is on record', () => {
    const result = samples['billing-down']();
    for (const { runs } of result.contenders)
      for (const run of runs) run.fates = run.fates.slice(1);
    expect(verdictSentence(result)).not.toContain('waiting');
  });
});

describe('the findings', () => {
  it.each(Object.keys(samples))('are at most six whole sentences for %s', (name) => {
    const make = Object.entries(samples).find(([key]) => key === name)?.[1];
    const lines = findings(make?.() ?? samples.nothing());
    expect(lines.length).toBeLessThanOrEqual(6);
    for (const line of lines) expect(line).toMatch(/^\S.*\.$/);
    expect(lines.join(' ')).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('say that an early answer is only an acceptance', () => {
    expect(findings(slowRest(20))[0]).toMatch(
      /rest and rest-hardened decided fastest.*broker answered soonest \(p50 3\.\d ms\).*only says “accepted”/,
    );
    // A few milliseconds, measured once, are no lead.
    expect(findings(slowRest(6))[0]).not.toContain('soonest');
  });

  it('credit durable storage, not Kafka, when a REST contender keeps every order', () => {
    expect(findings(samples['all-contenders']()).join(' ')).toContain(
      'rest-outbox kept every order over plain HTTP',
    );
  });

  it('credit retries when a REST contender keeps every order without storing it', () => {
    expect(findings(withLosses([{ refused: 9 }, {}, {}])).join(' ')).toContain(
      'rest-hardened kept every order over plain HTTP, by retrying: this fault did not need a broker.',
    );
  });

  it('credit no retries to a REST contender that makes a single attempt', () => {
    const text = findings(withLosses([{}, { refused: 9 }, {}])).join(' ');
    expect(text).toContain('rest kept every order over plain HTTP, by waiting it out: this fault');
    expect(text).not.toContain('retrying');
  });

  it('credit durable storage when only a broker contender keeps every order', () => {
    expect(findings(withLosses([{ refused: 9 }, { refused: 4 }, {}])).join(' ')).toMatch(
      /broker stored each order.*what saves orders is durable store-and-forward, not Kafka as such/,
    );
  });

  it('credit nothing when nobody lost an order', () => {
    expect(findings(withLosses([])).join(' ')).not.toMatch(/store-and-forward|retrying/);
  });

  it('compare nothing “before the fault” when the fault was there from the start', () => {
    const result = samples['billing-down']();
    for (const { runs } of result.contenders) for (const run of runs) run.summary = [];
    expect(findings(result).join(' ')).not.toContain('fastest');
  });

  it('bound a zero by 3/N, and not when the result is inconclusive', () => {
    expect(findings(samples['billing-down']()).join(' ')).toContain(
      'broker at most 0.14 % (3/2\u202f189)',
    );
    expect(findings(samples.inconclusive()).join(' ')).not.toContain('at most');
  });

  it('give an interval from five runs on, and refuse one below', () => {
    expect(findings(samples.repeated()).join(' ')).toMatch(
      /95 % bootstrap interval.*more than broker/,
    );
    const few = samples.repeated();
    const three = {
      ...few,
      contenders: few.contenders.map((one) => sampleContender(one.name, one.runs.slice(0, 3))),
    };
    expect(findings(three).join(' ')).toMatch(/With 3 runs per contender there is no interval/);
  });

  it('say “no detectable difference” when the interval holds zero', () => {
    const result = samples.repeated();
    const alike = result.contenders.map((one, c) => ({
      ...one,
      runs: one.runs.map((run, i) => ({
        ...run,
        lostOrders: { ...run.lostOrders, total: 100 + (c === 0 ? i : 4 - i) },
      })),
    }));
    expect(findings({ ...result, contenders: alike }).join(' ')).toContain(
      'no detectable difference to rest-hardened',
    );
  });
});
