// The page of a bench: goals with their marks, every table, and nothing from outside as markup.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchResultSchema, type BenchResult } from '../shared/bench-result.ts';
import { figureWords, goalWords, spreadWords } from './bench-words.ts';
import { renderBench } from './render-bench.ts';
import { writeBench } from './write-bench.ts';

const percentiles = { p50: 4.2, p99: 12, count: 200, missing: 0 };

const result: BenchResult = {
  ...{ schemaVersion: 1, kind: 'bench', interrupted: false },
  ...{ startedAt: '2026-11-25T16:00:00.000Z', finishedAt: '2026-11-25T16:20:00.000Z' },
  environment: {
    ...{
      node: 'v22',
      kafka: '4.3',
      postgres: '18',
      os: 'any',
      cpuModel: '<b>chip</b>',
      cpuCount: 2,
    },
    ...{ gitSha: 'abc1234', infrastructure: 'embedded', loadAverage: { before: 1, after: 2 } },
  },
  settings: {
    ...{ runs: 3, seconds: 8, connections: 64, backlog: 20_000 },
    ...{ fsync: 'on', synchronousCommit: 'on', acks: -1 },
  },
  throughput: [
    {
      subject: 'broker',
      rounds: [2_000, 2_100, 1_900].map((confirmedPerSecond) => ({
        ...{ confirmedPerSecond, confirmed: 20_000, seconds: 10, lost: 0, harm: 0, unsettled: 0 },
      })),
    },
  ],
  latency: [
    {
      ...{ subject: 'broker', ratePerSecond: 20, answerMs: percentiles, decisionMs: percentiles },
      generatorLateMs: 1,
    },
  ],
  unitCosts: [{ hopMs: 3, produceMs: 2, commitMs: 1 }],
  hops: [
    {
      ...{ what: 'reserve-tickets', topic: 'tickets', orders: 200, madeToCommittedMs: null },
      ...{ toTopicMs: 4, inTopicMs: -0.5, handlingMs: 3 },
    },
  ],
  drain: [
    {
      ...{
        subject: 'broker',
        backlog: 20_000,
        seconds: 9,
        perSecond: 2_222,
        flatOutPerSecond: 2_000,
      },
      ...{ steadyAnswerMs: percentiles, drainingAnswerMs: percentiles, lost: 0, harm: 0 },
    },
  ],
  figures: [
    {
      ...{ id: 'throughput.broker/broker-floor', title: 'broker / floor', unit: 'ratio' },
      ...{ rounds: [0.7, 0.8, 0.9], median: 0.8, low: 0.7, high: 0.9, better: 'higher' },
      ...{ goal: 0.8, met: true },
    },
    {
      ...{ id: 'latency.20.broker-decision', title: 'decision p50', unit: 'ms' },
      ...{ rounds: [31], median: 31, low: 31, high: 31, better: 'lower', goal: 25, met: false },
    },
  ],
};

describe('the page of a bench', () => {
  it('shows goals with their marks, and every part that was measured', () => {
    const page = renderBench(benchResultSchema.parse(result));
    expect(page).toContain('1 of 2 goals are met.');
    for (const words of ['0.8 [0.7–0.9]', 'goal ≥ 0.8', 'goal ≤ 25 ms', 'reserve-tickets'])
      expect(page).toContain(words);
    for (const id of ['throughput', 'latency', 'drain']) expect(page).toContain(`id="${id}"`);
    expect(page).toContain('&lt;b&gt;chip');
  });

  it('leaves out what was not measured, and says when it was interrupted', () => {
    const page = renderBench({
      ...{ ...result, throughput: [], latency: [], drain: [], figures: [], interrupted: true },
    });
    expect(page).toContain('Interrupted; of what was measured: No goal applies.');
    for (const id of ['throughput', 'latency', 'drain']) expect(page).not.toContain(`id="${id}"`);
  });

  it('lies beside its document', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'bench-'));
    try {
      const { htmlPath, jsonPath } = await writeBench(result, dir);
      expect(await readFile(htmlPath, 'utf8')).toBe(renderBench(result));
      expect(benchResultSchema.parse(JSON.parse(await readFile(jsonPath, 'utf8')))).toEqual(result);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

describe('a figure in words', () => {
  it('has a range when there were several rounds', () => {
    const [ratio, single] = result.figures;
    expect(ratio && figureWords(ratio)).toBe('0.8 [0.7–0.9]');
    expect(single && figureWords(single)).toBe('31 ms');
    expect(spreadWords([3, null, 1, 2], 'ms')).toBe('2 ms [1–3 ms]');
    expect(spreadWords([null], 'ms')).toBe('never');
  });

  it('names a goal that says nothing here', () => {
    const [ratio] = result.figures;
    expect(ratio && goalWords({ ...ratio, met: null })).toBe(
      'goal ≥ 0.8, which does not apply here',
    );
    expect(ratio && goalWords({ ...ratio, goal: null })).toBe('');
  });
});
