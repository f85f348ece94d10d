// The page of a bench: goals with their marks, every table, and nothing from outside as markup.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchResultSchema } from '../shared/bench-result.ts';
import { figureWords, goalWords, spreadWords } from './bench-words.ts';
import { benchSample } from './fixtures/bench-sample.ts';
import { renderBench } from './render-bench.ts';
import { writeBench } from './write-bench.ts';

const result = benchSample();

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

  it('sets latencies beside what they hold, and knows no CPU where the system does not tell', () => {
    const cells = (page: string) =>
      [...page.matchAll(/<tr>\s*<t[hd][^>]*>broker, 20 a second[^]*?<\/tr>/g)].map(([row]) =>
        row
          .replace(/<[^>]*>/g, ' ')
          .trim()
          .split(/\s{2,}/),
      );
    expect(cells(renderBench(result))).toEqual([
      ['broker, 20 a second', '4.2', '12', '4.2', '12'],
      ['broker, 20 a second', '1', '13', '0.05'],
    ]);
    const latency = result.latency.map((round) => ({ ...round, cpu: null }));
    expect(cells(renderBench({ ...result, latency }))[1]).toEqual([
      'broker, 20 a second',
      ...['1', '–', '–'],
    ]);
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
