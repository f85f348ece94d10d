// The open page against the result inside it: the verdict, every chart, every table, every control.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseRunResult } from '../shared/run-result.ts';
import { samples } from './fixtures/samples.ts';
import { manyFaults } from './fixtures/special-samples.ts';
import { count, duration } from './numbers.ts';
import { axeFindings, launchBrowser, openStatic } from './testing/browser.ts';
import { million } from './testing/million.ts';
import { verdictSentence } from './verdict.ts';
import { writeReport } from './write-report.ts';

const sample = samples['billing-down']();
const result = { ...sample, verdict: verdictSentence(sample) };
const names = result.contenders.map(({ name }) => name);
const shown = result.contenders.map(({ runs }) => runs[0]);

let browser: Browser;
let folder = '';
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  browser = await launchBrowser();
  await writeReport(result, join(folder, 'down'));
  await writeReport(manyFaults(), join(folder, 'many'));
  page = await opened('down');
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function opened(name: string, hash = '', script = true): Promise<Page> {
  const path = join(folder, name, 'index.html');
  const one = await openStatic(browser, path, { hash, script });
  if (script) await one.waitForFunction("document.documentElement.dataset.ready === 'true'");
  return one;
}

const point = z.object({ x: z.number(), y: z.number().nullable() });
const drawing = z.array(z.object({ label: z.string(), data: z.array(point) }));

/** The lines of a chart as Chart.js holds them. */
async function linesOf(id: string): Promise<z.infer<typeof drawing>> {
  const text = await page.evaluate<string>(
    `JSON.stringify(Chart.getChart('${id}').data.datasets.map(({ label, data }) => ({ label, data })))`,
  );
  return drawing.parse(JSON.parse(text));
}

const cells = z.array(z.array(z.string()));

/** The table below the charts of a section, row by row, its head first. */
async function tableOf(section: string): Promise<string[][]> {
  const text = await page.evaluate<string>(
    `JSON.stringify([...[...document.querySelectorAll('#${section} details')].find((fold) => fold.querySelector('summary').textContent.startsWith('Table'))
      .querySelectorAll('tr')].map((row) => [...row.children].map((cell) => cell.textContent.trim())))`,
  );
  return cells.parse(JSON.parse(text));
}

it('says the verdict of the result, word for word', async () => {
  const inside = await page.locator('#result').textContent();
  const embedded = parseRunResult(JSON.parse(inside ?? ''));
  expect(await page.locator('#verdict').textContent()).toBe(embedded.verdict);
  expect(embedded.verdict).toContain(`rest lost ${count(shown[0]?.lostOrders.total ?? -1)} of`);
});

describe('the charts', () => {
  it('hold the latencies of the result, second by second, and the table says the same', async () => {
    const [head = [], ...rows] = await tableOf('latency');
    for (const kind of ['answer', 'decision', 'email'] as const) {
      const lines = await linesOf(`latency-${kind}`);
      for (const [i, name] of names.entries()) {
        const p50 = lines.find(({ label }) => label === `${name} p50`)?.data ?? [];
        const p95 = lines.find(({ label }) => label === `${name} p95`)?.data ?? [];
        const seconds = shown[i]?.timeline ?? [];
        expect(p50.map(({ y }) => y)).toEqual(
          seconds.map((bucket) => bucket[`${kind}Ms`]?.p50 ?? null),
        );
        const column = head.indexOf(`${name} ${kind} p50 / p95`);
        expect(rows.map((row) => row[column])).toEqual(
          p50.map(({ y }, at) =>
            y === null ? '–' : `${duration(y)} / ${duration(p95[at]?.y ?? -1)}`,
          ),
        );
      }
    }
  });

  it('hold the distribution of the result, and the table says the same', async () => {
    const [head = [], ...rows] = await tableOf('distribution');
    const lines = await linesOf('distribution-decision');
    const line = lines.find(({ label }) => label === 'rest')?.data ?? [];
    const curve = shown[0]?.latencyCurve?.decision ?? [];
    expect(line.slice(0, curve.length)).toEqual(curve.map(([y, x]) => ({ x, y })));
    const column = head.indexOf('rest decision');
    for (const [share, ms] of curve)
      expect(rows.find((row) => row[0] === `${Math.round(share * 100)} %`)?.[column]).toBe(
        duration(ms),
      );
  });

  it('hold every lost order, and the table says the same', async () => {
    const [head = [], ...rows] = await tableOf('lost');
    for (const [i, name] of names.entries()) {
      const [line] = await linesOf(`lost-${i}`);
      const lost = line?.data.map(({ y }) => y ?? 0) ?? [];
      expect(lost.reduce((sum, one) => sum + one, 0)).toBe(shown[i]?.lostOrders.total);
      expect(rows.map((row) => row[head.indexOf(name)])).toEqual(lost.map(count));
    }
  });

  it('hold the fate of every order, and the table counts the same', async () => {
    const [head = [], ...rows] = await tableOf('fates');
    for (const [i, name] of names.entries())
      for (const { label, data } of await linesOf(`fates-${i}`)) {
        const column = head.indexOf(label);
        const counted = rows
          .filter((row) => row[0] === name)
          .reduce((sum, row) => sum + Number(row[column]), 0);
        expect([label, counted]).toEqual([label, data.length]);
      }
  });

  it('hold the backlog, and the table says the same', async () => {
    const [head = [], ...rows] = await tableOf('backlog');
    const [line] = await linesOf('backlog-consumer-lag');
    expect(line?.data.map(({ y }) => y)).toEqual(
      shown[2]?.timeline.map(({ consumerLag }) => consumerLag),
    );
    const column = head.indexOf('broker consumer-lag');
    expect(rows.map((row) => row[column])).toEqual(line?.data.map(({ y }) => count(y ?? -1)));
  });

  it('shade the fault from the earliest start to the latest end', async () => {
    const faults = shown.flatMap((run) =>
      (run?.faults ?? []).flatMap((fault) => ('injectedAtMs' in fault ? [fault] : [])),
    );
    const window = await page.evaluate(
      "(({ xMin, xMax }) => [xMin, xMax])(Chart.getChart('latency-decision').options.plugins.annotation.annotations['window-0'])",
    );
    const tenths = (ms: number) => Math.round(ms / 100) / 10;
    expect(window).toEqual([
      tenths(Math.min(...faults.map(({ injectedAtMs }) => injectedAtMs))),
      tenths(Math.max(...faults.map(({ healedAtMs }) => healedAtMs ?? 0))),
    ]);
  });

  it('have a name with numbers each, for those who do not see them', async () => {
    const namesOfCharts = await page.evaluate<string[]>(
      "[...document.querySelectorAll('canvas')].map((canvas) => canvas.getAttribute('role') + ' ' + canvas.getAttribute('aria-label'))",
    );
    expect(namesOfCharts.length).toBeGreaterThan(8);
    for (const name of namesOfCharts) expect(name).toMatch(/^img .*\d/);
  });
});

it('lets the keyboard reach every control', async () => {
  const reached = await page.evaluate<number>(
    `(() => { window.controls = [...document.querySelectorAll('a[href], button, summary, select, input')]
        .filter((control) => control.checkVisibility() && control.type !== 'radio');
      document.activeElement.blur(); window.seen = new Set(); document.addEventListener('focusin', ({ target }) => seen.add(target));
      return controls.length; })()`,
  );
  expect(reached).toBeGreaterThan(30);
  for (let i = 0; i < reached * 2; i++) await page.keyboard.press('Tab');
  expect(
    await page.evaluate(
      'controls.filter((control) => !seen.has(control)).map((control) => control.outerHTML)',
    ),
  ).toEqual([]);
});

describe('predict first', () => {
  const visible = (one: Page, selector: string) => one.locator(selector).isVisible();

  it.each([true, false])('covers the answer until asked for it, script %s', async (script) => {
    const one = await opened('many', '#predict', script);
    expect(await visible(one, '#verdict')).toBe(false);
    expect(await visible(one, 'footer')).toBe(false);
    expect(await one.locator('#predict').textContent()).toContain('Write down how many orders');
    if (script) expect(await axeFindings(one)).toEqual([]);
    await one.locator('#predict a').focus();
    await one.keyboard.press('Enter');
    expect(await visible(one, '#verdict')).toBe(true);
    expect(await visible(one, '#predict')).toBe(false);
    if (script)
      await expect
        .poll(() => one.evaluate<number>("Chart.getChart('latency-answer').width"))
        .toBeGreaterThan(500);
    await one.close();
  });

  it('does not cover it unasked', async () => {
    const one = await opened('many');
    expect(await visible(one, '#verdict')).toBe(true);
    await one.close();
  });
});

it('opens a result of a million orders, below 3 MB', async () => {
  const large = million();
  const orders = large.contenders.reduce((sum, { runs }) => sum + (runs[0]?.offered ?? 0), 0);
  expect(orders).toBeGreaterThanOrEqual(1_000_000);
  const { htmlPath } = await writeReport(large, join(folder, 'million'));
  const { size } = await stat(htmlPath);
  expect(size).toBeLessThan(3_000_000);
  const one = await opened('million');
  const openedMs = await one.evaluate<number>(
    "Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)",
  );
  console.log(`a million orders: ${Math.round(size / 1000)} kB, opened in ${openedMs} ms`);
  expect(await one.locator('#latency').textContent()).toContain('the worst of 12 seconds');
  expect(await one.locator('#fates').textContent()).toMatch(/rest: too many orders to draw each/);
  await one.close();
});
