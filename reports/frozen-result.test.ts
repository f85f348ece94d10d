// A result as an earlier version of the harness wrote it: whatever changes since, it must still be read and drawn.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRunResultText } from '../shared/run-result.ts';
import { allCharts, chartsOf } from './charts.ts';
import { count } from './numbers.ts';
import { renderReport } from './render.ts';

const text = readFileSync(new URL('./fixtures/result-v1.json', import.meta.url), 'utf8');

describe('a real result of schema version 1', () => {
  const result = parseRunResultText(text);

  it('is read without losing a field', () => {
    expect(text.length).toBeLessThan(100_000);
    expect(result).toEqual(JSON.parse(text));
  });

  it('is drawn with every kind of chart, and with its lost orders', () => {
    const page = renderReport(result);
    for (const { lostOrders, offered } of result.contenders.flatMap(({ runs }) => runs))
      if (lostOrders.total > 0) expect(page).toContain(`lost of ${count(offered)} orders`);
    const kinds = new Set(allCharts(chartsOf(result)).map(({ id }) => id.split('-')[0]));
    expect([...kinds]).toEqual(['latency', 'distribution', 'lost', 'fates', 'backlog']);
    expect(page.replaceAll(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(
      /\bNaN\b|\bundefined\b|\[object/,
    );
  });
});
