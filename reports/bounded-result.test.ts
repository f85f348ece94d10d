// A result with lists that no run makes still becomes a page one can open, and the page says that it was cut.
import { expect, it } from 'vitest';
import { boundedResult } from './bounded-result.ts';
import { hostileResult } from './fixtures/hostile.ts';
import { samples } from './fixtures/samples.ts';
import { renderReport } from './render.ts';

it('leaves a result as the harness writes it alone', () => {
  for (const make of Object.values(samples)) {
    const result = make();
    expect(boundedResult(result)).toEqual({ result, note: null });
  }
});

it('makes a page of a result with a million examples, events and warnings', () => {
  const result = hostileResult();
  const run = result.contenders[0]?.runs[0];
  const [example] = run?.examples.refused ?? [];
  const [event] = example?.events ?? [];
  if (run === undefined || example === undefined || event === undefined)
    throw new Error('the hostile sample lost its examples');
  run.examples.refused = Array.from({ length: 1_000_000 }, () => example);
  run.examples.confirmed = [{ ...example, events: Array.from({ length: 1_000_000 }, () => event) }];
  run.sameOrders = Array.from({ length: 100_000 }, () => ({ ...example, outcome: 'refused' }));
  run.warnings = Array.from({ length: 1_000_000 }, (_, i) => `warning ${i}`);
  const page = renderReport(result);
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  expect(page.includes('the page shows their beginning')).toBe(true);
});
