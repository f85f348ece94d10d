// The compare page and the page of past runs as text: nothing escapes, nothing is missing.
import { expect, it } from 'vitest';
import { attack } from './fixtures/hostile.ts';
import { sampleComparison, sampleHistory } from './fixtures/history.ts';
import { escapeText } from './html.ts';
import { inlineScript } from './inline-script.ts';
import { renderCompare } from './render-compare.ts';
import { renderHistory } from './write-history.ts';

it.each([
  ['compare', renderCompare(sampleComparison)],
  ['history', renderHistory(sampleHistory)],
  ['empty history', renderHistory([])],
])(
  'the %s page has no hole, no address outside, and no script but those its policy names',
  (_, page) => {
    const text = page.replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, '');
    expect(text).not.toMatch(/\bNaN\b|\bInfinity\b|\bundefined\b|\bnull\b|\[object/);
    expect(page).not.toMatch(/<script\s|href="http|src=/);
    for (const [, source = ''] of page.matchAll(/<script>([\s\S]*?)<\/script>/g))
      expect(page).toContain(escapeText(inlineScript(source).allowed));
  },
);

it('filters only a history that has runs, and needs no script otherwise', () => {
  expect(renderHistory(sampleHistory)).toContain('id="filter-text"');
  for (const page of [renderHistory([]), renderCompare(sampleComparison)])
    expect(page).toContain(escapeText("script-src 'none'"));
});

it('links to the newest report when there is one', () => {
  expect(renderHistory(sampleHistory, 'latest.html')).toContain('href="./latest.html"');
  expect(renderHistory(sampleHistory)).not.toContain('latest.html');
});

it('writes every change of a comparison, and “never” for infinity', () => {
  const page = renderCompare(sampleComparison);
  expect(page).toMatch(
    /regression[\s\S]*improvement[\s\S]*never[\s\S]*higher[\s\S]*not comparable/,
  );
});

it('never shows an inconclusive comparison as a plain verdict', () => {
  expect(renderCompare({ ...sampleComparison, conclusive: false })).toContain('banner strong');
});

it('names a spared contender, a doubtful run and a broken folder', () => {
  const page = renderHistory(sampleHistory);
  for (const words of [
    'rest not applicable',
    'inconclusive',
    'half-written',
    '19 of 20 as expected',
  ])
    expect(page).toContain(words);
});

it('lets no text become markup', () => {
  const [first] = sampleHistory;
  if (first?.kind !== 'run') throw new Error('the history lost its first run');
  const page = renderHistory([{ ...first, folder: attack, scenario: attack, verdict: attack }]);
  expect(page).not.toContain('<img');
  expect(renderCompare({ ...sampleComparison, verdict: attack, notes: [attack] })).not.toContain(
    '<img',
  );
});
