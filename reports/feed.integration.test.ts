// The page of change feeds in a real browser: offline, drawn, readable by everyone, in both themes and on a phone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedFrame } from './feed/chart-frame.ts';
import { allFeedCharts, feedCharts } from './feed/chart-sections.ts';
import { firstSkipped } from './feed/skipped.ts';
import { hostileFeed, hugeFeed } from './fixtures/feed-hostile.ts';
import { feedSamples } from './fixtures/feed-samples.ts';
import { axeFindings, launchBrowser, openStatic, pageWidth, type View } from './testing/browser.ts';
import { writeFeed } from './write-feed.ts';

const pages = { ...feedSamples, hostile: hostileFeed, huge: hugeFeed };

let browser: Browser;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-pages-'));
  browser = await launchBrowser();
  for (const [name, make] of Object.entries(pages)) await writeFeed(make(), join(folder, name));
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function open(name: keyof typeof pages, view: View = {}): Promise<Page> {
  const page = await openStatic(browser, join(folder, name, 'index.html'), view);
  if (view.script !== false)
    await page.waitForFunction("document.documentElement.dataset.ready === 'true'", null, {
      timeout: 20_000,
    });
  return page;
}

describe.each([
  'typical',
  'interrupted',
  'nothing-missed',
  'one-method',
  'empty',
  'hostile',
  'huge',
] as const)('%s', (name) => {
  // Contrast is a matter of the theme, not of the data: one page in the dark stands for all.
  it.each(name === 'typical' ? (['light', 'dark'] as const) : (['light'] as const))(
    `opens offline without a complaint${name === 'huge' ? '' : ' and gives axe nothing to find'} in %s`,
    async (colorScheme) => {
      const page = await open(name, { colorScheme });
      // Its elements are those of the typical one, so many times that axe would take half a minute.
      if (name !== 'huge') expect(await axeFindings(page)).toEqual([]);
      await page.close();
    },
  );

  it.each([390, 360])('scrolls tables and drawings, never the page, on %i px', async (width) => {
    const page = await open(name, { width });
    expect(await pageWidth(page)).toBe(width);
    await page.close();
  });
});

describe('the skipped change', () => {
  it('is drawn with the numbers of the result, every word inside the drawing', async () => {
    const found = firstSkipped(feedSamples.typical());
    const page = await open('typical');
    const drawing = page.locator('#skips svg.skip-picture');
    expect(await drawing.isVisible()).toBe(true);
    for (const ms of [found?.stampMs, found?.cursorMs, found?.commitMs])
      expect(await drawing.textContent()).toContain(`${((ms ?? NaN) / 1000).toFixed(3)} s`);
    expect(await drawing.getAttribute('aria-label')).toContain(
      `Row ${found?.key} was given version`,
    );
    const outside = `[...document.querySelectorAll('svg.skip-picture text')].filter((text) => {
      const { width, height } = text.ownerSVGElement.viewBox.baseVal; const box = text.getBBox();
      return box.x < 0 || box.x + box.width > width || box.y < 0 || box.y + box.height > height;
    }).map((text) => text.textContent)`;
    expect(await page.evaluate(outside)).toEqual([]);
    await page.close();
  });

  it('is there without JavaScript, and nothing that would do nothing', async () => {
    const page = await open('typical', { script: false });
    expect(await page.locator('svg.skip-picture').isVisible()).toBe(true);
    expect(await page.locator('button:visible').count()).toBe(0);
    await page.close();
  });
});

describe('the charts', () => {
  const charts = allFeedCharts(feedCharts(feedFrame(feedSamples.typical())));

  it('are all drawn, with kills and phases', async () => {
    const page = await open('typical');
    for (const { id, bands, phases = [] } of charts) {
      const seen = await page.evaluate<{ isDrawn: boolean; names: string[] }>(
        `(() => { const canvas = document.getElementById('${id}'); const chart = Chart.getChart('${id}');
          const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return { isDrawn: new Set(pixels).size > 4, names: Object.values(chart.options.plugins.annotation.annotations).flatMap(({ content }) => content ?? []) }; })()`,
      );
      const names = [...phases, ...bands].map(({ label }) => label);
      expect({ id, ...seen }).toEqual({ id, isDrawn: true, names: expect.arrayContaining(names) });
      expect(seen.names).toHaveLength(names.length);
    }
    await page.close();
  });

  it('take up the colours of the theme', async () => {
    for (const [colorScheme, color] of [
      ['light', '#b0471c'],
      ['dark', '#ff9d6e'],
    ] as const) {
      const page = await open('typical', { colorScheme });
      const line = "Chart.getChart('delay-0').data.datasets[0].borderColor";
      expect(await page.evaluate(line)).toBe(color);
      await page.close();
    }
  });

  it('can be taken away as a picture and as numbers', async () => {
    const page = await open('typical');
    for (const [button, file] of [
      ['data-png="delay-0"', 'streaming-updates-delay-0.png'],
      ['data-csv="flow"', 'streaming-updates-chart-flow.csv'],
      ['data-save="result"', 'streaming-updates-result.json'],
    ]) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator(`button[${button}]`).click(),
      ]);
      expect(download.suggestedFilename()).toBe(file);
    }
    await page.close();
  });
});

it('hides the answer until the room has made its prediction', async () => {
  const page = await open('typical', { hash: '#predict' });
  expect(await page.locator('#verdict').isVisible()).toBe(false);
  await page.locator('a.go').click();
  expect(await page.locator('#verdict').isVisible()).toBe(true);
  await page.close();
});

it('prints', async () => {
  const page = await open('typical');
  expect((await page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(10_000);
  await page.close();
});
