// The rarer reports: what was not applicable is never a pass, many faults read well, a closed loop is no open one.
import { describe, expect, it } from 'vitest';
import { parseRunResult, type RunResult } from '../shared/run-result.ts';
import { contenderStyles, styledNames } from './contender-style.ts';
import { doubts } from './doubts.ts';
import { faultName } from './fault-name.ts';
import { circumstances } from './fault-words.ts';
import { findings, verdictSentence, whySpared } from './findings.ts';
import {
  capacity,
  faultAt,
  kafkaDown,
  ladderRun,
  manyFaults,
  specialSamples,
} from './fixtures/special-samples.ts';
import { sampleContender, sampleResult, samples } from './fixtures/samples.ts';
import { renderReport } from './render.ts';

function textOf(page: string): string {
  return page
    .replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

it.each(Object.entries(specialSamples))('renders %s without a hole in its text', (_, make) => {
  const result = make();
  expect(() => parseRunResult(result)).not.toThrow();
  expect(textOf(renderReport(result))).not.toMatch(/\bNaN\b|\bInfinity\b|\bundefined\b|\[object/);
});

it.each([
  ['pause', 'kafka', {}, 'Kafka frozen'],
  ['kill', 'postgres', {}, 'PostgreSQL down'],
  ['unavailable', 'billing', { rate: 0.3, point: 'before' }, 'billing answering 503 to 30 %'],
  [
    'unavailable',
    'billing',
    { rate: 1, point: 'after' },
    'billing answering 503 after doing the work',
  ],
  ['latency', 'billing', { ms: 200 }, 'billing slower by 200 ms'],
  ['hang', 'email', { rate: 0.5 }, 'email hanging in 50 % of calls'],
  ['error', 'ticket', { rate: 1 }, 'ticket failing with 500'],
  ['reset', 'billing', { rate: 1 }, 'billing resetting connections'],
  ['capacity', 'billing', { slots: 2, serviceMs: 25 }, 'billing limited to 80 per second'],
  ['crash', 'gateway', { times: 3 }, 'gateway crashing'],
  ['crash', 'gateway', { at: 'accepted', times: 2 }, 'gateway crashing when an order is accepted'],
  ['crash', 'billing', { at: 'effect-done', times: 1 }, 'billing crashing when its work is done'],
  ['partition', 'gateway–billing', { mode: 'refuse' }, 'gateway–billing link refusing connections'],
  ['kill', 'kafka-2', {}, 'Kafka node 2 down'],
  ['rolling-restart', 'kafka', {}, 'Kafka restarted node by node'],
  ['poison', 'billing', { count: 5 }, '5 poison messages for billing'],
  ['poison', 'billing', { count: 1 }, 'a poison message for billing'],
  ['surge', 'arrivals', { factor: 3 }, 'arrivals ×3'],
  ['meteor', 'billing', {}, 'billing meteor'],
])('names %s of %s', (kind, target, params, words) => {
  expect(faultName(faultAt(kind, target, 0, 1, params))).toBe(words);
});

describe('many faults', () => {
  it('read as one sentence, flapping said once, the spared named', () => {
    expect(circumstances(manyFaults())).toBe(
      'Billing down 3 times, 2 s each, ticket slower by 200–400 ms in 30 % of calls for 10 s, gateway crashing 3 times and 2 more faults at 50 orders/s',
    );
  });

  it('show a disagreeing prediction as a warning on the first screen and in its section', () => {
    expect(doubts(manyFaults()).join(' ')).toMatch(/rest: a prediction disagrees.*90/);
    expect(textOf(renderReport(manyFaults()))).toContain('The model and the run disagree.');
  });

  it('show conditions and teaching notes, and the note of a fault', () => {
    const text = textOf(renderReport(manyFaults()));
    expect(text).toContain('Billing serves 2 at a time');
    expect(text).toMatch(/Predict first.*Observe.*Why.*Where this misleads/);
    expect(text).toContain('crashed 3 times');
  });
});

describe('crashes', () => {
  const planned = faultAt('crash', 'gateway', 15_000, 25_000, { at: 'accepted', times: 2 });
  function crashed(...hits: (number | undefined)[]): RunResult {
    return sampleResult(
      hits.map((size, i) => {
        const fault = size === undefined ? planned : { ...planned, hits: size };
        const run = samples.baseline().contenders[0]?.runs[0];
        if (run === undefined) throw new Error('the sample lost its first run');
        return sampleContender(`rest-${i}`, [{ ...run, faults: [fault] }]);
      }),
    );
  }

  it.each([
    [[2, 2], 'Gateway crashing twice when an order is accepted at 50 orders/s'],
    [[1, 1], 'Gateway crashing once when an order is accepted at 50 orders/s'],
    [[3, 2, 3], 'Gateway crashing 2–3 times when an order is accepted at 50 orders/s'],
    [[0, 0], 'Gateway never crashing when an order is accepted at 50 orders/s'],
    [[undefined, undefined], 'Gateway crashing when an order is accepted at 50 orders/s'],
    [[2, undefined], 'Gateway crashing when an order is accepted at 50 orders/s'],
  ])('that ended the process %j times are told by that, not by the plan', (hits, words) => {
    expect(circumstances(crashed(...hits))).toBe(words);
  });
});

describe('a contender that was spared', () => {
  it('has a reason that the terminal can ask for where it asks for the verdict', () => {
    const [rest, , broker] = kafkaDown().contenders;
    expect(rest && whySpared(rest)).toBe('it does not use Kafka');
    expect(broker && whySpared(broker)).toBeNull();
  });

  it('is not applicable in verdict, card, checks and scoreboard, and wins nothing', () => {
    const page = renderReport(kafkaDown());
    expect(verdictSentence(kafkaDown())).toContain(
      'not applicable to rest and rest-hardened (it does not use Kafka)',
    );
    expect(textOf(page)).toMatch(/rest not applicable it does not use Kafka/);
    expect(textOf(page)).toMatch(/No double or ghost charge not applicable not applicable ✓ met/);
    const lostRow = /<th[^>]*>lost<\/th>[\s\S]*?<\/tr>/.exec(page)?.[0];
    expect(lostRow).not.toContain('★');
    expect(findings(kafkaDown()).join(' ')).not.toMatch(/rest(-hardened)? (at most|kept)/);
  });
});

describe('a closed loop', () => {
  it('says who decided most, and does not complain about unequal offers', () => {
    expect(verdictSentence(capacity())).toMatch(
      /^No fault, under 32 callers who each wait for their answer: nobody lost an order; rest and rest-hardened decided most: 260–310 orders\/s vs 190 \(broker\)\.$/,
    );
    expect(doubts(capacity())).toEqual([]);
  });

  it('has a throughput row only then', () => {
    expect(textOf(renderReport(capacity()))).toContain('orders decided per second');
    expect(textOf(renderReport(kafkaDown()))).not.toContain('orders decided per second');
  });
});

it.each([
  [ladderRun().contenders.map(({ name }) => name)],
  [styledNames.filter((name) => name.startsWith('broker'))],
  [['rest', 'rest-hardened', 'rest-outbox', 'broker-plain', 'broker', 'broker-inbox', 'nats']],
])('gives %j a marker and a dash each of their own', (names) => {
  const styles = contenderStyles(names);
  expect(new Set(styles.map(({ shape }) => shape)).size).toBe(names.length);
  expect(new Set(styles.map(({ dash }) => dash.join(' '))).size).toBe(names.length);
});

it('gives no two of the known contenders the same colour or dash', () => {
  const styles = contenderStyles(styledNames);
  for (const key of ['light', 'dark', 'dash'] as const)
    expect(new Set(styles.map((style) => String(style[key]))).size).toBe(styledNames.length);
});
