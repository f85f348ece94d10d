// The page in a real browser: it opens offline, draws, answers the keyboard, and everyone can read it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCharts, chartsOf } from './charts.ts';
import { hostileResult } from './fixtures/hostile.ts';
import { samples } from './fixtures/samples.ts';
import { specialSamples } from './fixtures/special-samples.ts';
import { axeFindings, launchBrowser, openFolds, type View } from './testing/browser.ts';
import { writeReport } from './write-report.ts';

const pages = { ...samples, ...specialSamples, hostile: hostileResult };

let browser: Browser;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  browser = await launchBrowser();
  for (const [name, make] of Object.entries(pages)) await writeReport(make(), join(folder, name));
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

async function open(name: keyof typeof pages, view: View = {}): Promise<Opened> {
  const { colorScheme = 'light', width = 1280 } = view;
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(folder, name, 'index.html')).href);
  await page.waitForFunction("document.documentElement.dataset.ready === 'true'", null, {
    timeout: 20_000,
  });
  return { page, complaints, requests };
}

/** Evaluates an expression in the page; the answer crosses as JSON. */
async function ask(page: Page, expression: string): Promise<unknown> {
  return JSON.parse(await page.evaluate<string>(`(async () => JSON.stringify(${expression}))()`));
}

describe.each([
  'billing-down',
  'all-contenders',
  'baseline',
  'inconclusive',
  'interrupted',
  'repeated',
  'nothing',
  'many-faults',
  'kafka-down',
  'capacity',
  'ladder-run',
  'hostile',
] as const)('%s', (name) => {
  it('opens without a complaint and without a request of its own', async () => {
    const { page, complaints, requests } = await open(name);
    const openedMs = await ask(
      page,
      "Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)",
    );
    console.log(`${name}: loaded in ${String(openedMs)} ms`);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    expect(await ask(page, 'document.images.length')).toBe(0);
    await page.close();
  });

  // Contrast is a matter of the theme, not of the data: two pages in the dark stand for all.
  const inTheDark = name === 'billing-down' || name === 'all-contenders';
  it.each(inTheDark ? (['light', 'dark'] as const) : (['light'] as const))(
    'gives axe nothing to find in %s, also with every fold open',
    async (colorScheme) => {
      const { page } = await open(name, { colorScheme });
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    },
  );

  it('scrolls tables, never the page, on 360 px', async () => {
    const { page } = await open(name, { width: 360 });
    await openFolds(page);
    expect(await ask(page, 'document.documentElement.scrollWidth')).toBe(360);
    await page.close();
  });
});

describe('the charts', () => {
  const ids = allCharts(chartsOf(samples['billing-down']()))
    .filter(({ x }) => x.unit === 's')
    .map(({ id }) => id);

  it('are all drawn, with the fault window and its two edges', async () => {
    const { page } = await open('billing-down');
    for (const id of ids) {
      const seen = await ask(
        page,
        `(() => { const canvas = document.getElementById('${id}'); const chart = Chart.getChart('${id}');
          const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return { colors: new Set(pixels).size > 4, annotations: Object.keys(chart.options.plugins.annotation.annotations), animation: chart.options.animation }; })()`,
      );
      expect(seen).toMatchObject({ colors: true, animation: false });
      expect(seen).toHaveProperty(
        'annotations',
        expect.arrayContaining(['window-0', 'start-0', 'stop-0']),
      );
    }
    await page.close();
  });

  it('switch between logarithmic and linear by keyboard', async () => {
    const { page, complaints } = await open('billing-down');
    const scale = () => ask(page, "Chart.getChart('latency-decision').scales.y.type");
    expect(await scale()).toBe('logarithmic');
    await page.locator('button[data-scale="linear"]').focus();
    await page.keyboard.press('Enter');
    expect(await scale()).toBe('linear');
    expect(await page.locator('button[data-scale="linear"]').getAttribute('aria-pressed')).toBe(
      'true',
    );
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    expect(await scale()).toBe('logarithmic');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('show only the time around the fault when asked', async () => {
    const { page } = await open('billing-down');
    await page.locator('button[data-stretch="around"]').click();
    expect(
      await ask(page, "(({ min, max }) => [min, max])(Chart.getChart('lost-0').scales.x)"),
    ).toEqual([10, 33.3]);
    await page.close();
  });

  it('take up the new colours when the theme changes, and light ones for paper', async () => {
    const { page } = await open('billing-down', { colorScheme: 'light' });
    const color = () => ask(page, "Chart.getChart('latency-answer').data.datasets[0].borderColor");
    expect(await color()).toBe('#0072b2');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(color, { timeout: 5000 }).toBe('#56b4e9');
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await color()).toBe('#0072b2');
    await page.close();
  });
});

describe('the journeys', () => {
  const shown = (page: Page) =>
    ask(
      page,
      "[...document.querySelectorAll('.journeys')].filter((group) => group.checkVisibility()).map(({ id }) => id)",
    );

  it('show one group of orders, and another when the keyboard chooses it', async () => {
    const { page, complaints } = await open('billing-down');
    expect(await shown(page)).toEqual(['journey-0']);
    expect(await ask(page, "document.querySelectorAll('#journey-0 svg.journey').length")).toBe(
      samples['billing-down']().contenders.length,
    );
    await page.locator('#journey-choice').focus();
    await page.keyboard.press('ArrowDown');
    expect(await shown(page)).toEqual(['journey-1']);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('name every drawing and keep every word of it inside', async () => {
    const { page } = await open('billing-down');
    const unnamed =
      "[...document.querySelectorAll('svg.journey')].filter((svg) => svg.getAttribute('role') !== 'img' || svg.getAttribute('aria-label').length < 40).length";
    expect(await ask(page, unnamed)).toBe(0);
    const outside = `[...document.querySelectorAll('#journey-0 svg.journey')].flatMap((svg) => {
      const { width, height } = svg.viewBox.baseVal;
      return [...svg.querySelectorAll('text')].filter((text) => {
        const box = text.getBBox();
        return box.x < 0 || box.x + box.width > width || box.y + box.height > height;
      }).map((text) => text.textContent); })`;
    expect(await ask(page, outside)).toEqual([]);
    await page.close();
  });

  it('show the first orders without script, too', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, 'billing-down', 'index.html')).href);
    expect(await page.locator('#journey-0').isVisible()).toBe(true);
    expect(await page.locator('#journey-1').isVisible()).toBe(false);
    await context.close();
  });
});

async function downloaded(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(button).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('the downloads', () => {
  const result = samples['billing-down']();
  const lines = ({ bytes }: { bytes: Buffer }) => bytes.toString().split('\r\n');

  it('give the very result and one CSV line per order', async () => {
    const { page, complaints } = await open('billing-down');
    const json = await downloaded(page, 'button[data-save="result"]');
    expect(json.name).toBe('billing-down-result.json');
    expect(JSON.parse(json.bytes.toString())).toEqual(JSON.parse(JSON.stringify(result)));
    const csv = lines(await downloaded(page, 'button[data-save="fates"]'));
    const orders = result.contenders.reduce(
      (sum, { runs }) => sum + (runs[0]?.fates.length ?? 0),
      0,
    );
    expect(csv).toHaveLength(orders + 1);
    expect(csv[0]).toBe('contender,run,scheduledAtMs,outcome,decisionMs');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('give the numbers of the charts as drawn, and no latency for a lost order', async () => {
    const { page } = await open('billing-down');
    const charts = chartsOf(result);
    for (const { id, charts: specs } of [charts.latency, charts.distribution, charts.fates]) {
      const csv = lines(await downloaded(page, `button[data-csv="${id}"]`));
      const points = specs.flatMap(({ series }) => series.flatMap((one) => one.points));
      expect(csv).toHaveLength(points.length + 1);
    }
    const fates = lines(await downloaded(page, 'button[data-csv="fates"]'));
    expect(fates[0]).toBe('chart,series,s,ms');
    expect(fates.filter((line) => /^rest,refused,[\d.]+,$/.test(line))).toHaveLength(
      result.contenders[0]?.runs[0]?.outcomes.refused ?? -1,
    );
    await page.close();
  });

  it('give a chart of every kind as a picture on the background of the theme', async () => {
    const { page, complaints } = await open('billing-down', { colorScheme: 'dark' });
    const everyKind = ['latency-decision', 'distribution-decision', 'lost-0', 'fates-0'];
    for (const id of everyKind) {
      const { name, bytes } = await downloaded(page, `button[data-png="${id}"]`);
      expect(name).toBe(`billing-down-${id}.png`);
      const corner = await ask(
        page,
        `await (async () => { const data = Uint8Array.from(atob('${bytes.toString('base64')}'), (c) => c.charCodeAt(0));
          const image = await createImageBitmap(new Blob([data]));
          const pen = new OffscreenCanvas(1, 1).getContext('2d'); pen.drawImage(image, 0, 0);
          const chart = document.getElementById('${id}').parentElement.clientHeight;
          return { color: [...pen.getImageData(0, 0, 1, 1).data], holdsChart: image.height > 2 * chart }; })()`,
      );
      expect(corner).toEqual({ color: [0x1a, 0x1e, 0x25, 255], holdsChart: true });
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});
