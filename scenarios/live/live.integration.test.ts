// The live page in a real browser, on real servers: somebody books by hand through an outage, and saves the report.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAlive } from '../../shared/infra/process-identity.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { parseRunResult } from '../../shared/run-result.ts';
import { axeFindings, launchBrowser, pageWidth } from '../../reports/testing/browser.ts';
import { descendants, startHarness } from '../engine/testing/harness-process.ts';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const patience = { timeout: 45_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

type Watched = { page: Page; complaints: string[] };

async function open(url: string, view: Parameters<Browser['newPage']>[0] = {}): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...view });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page.locator('#connection[data-open="true"]').waitFor(patience);
  return { page, complaints };
}

/** A counter as a number; NaN while it shows none. */
async function counter(page: Page, contender: string, name: string): Promise<number> {
  const text = await page
    .locator(`.stage[data-contender="${contender}"] [data-counter="${name}"]`)
    .innerText();
  return Number(text.replaceAll(/\s/g, ''));
}

it('books by hand through an outage of billing, and finds it in the saved report', async () => {
  const out = mkdtempSync(join(tmpdir(), 'live-test-'));
  const harness = startHarness(['--rate', '4', '--seed', '3', '--out', out], {}, cli);
  // Two contenders, eight services and a warm-up: on a busy machine that takes its time.
  await harness.printed('Open ', 100_000);
  const url = /Open\s+(\S+)/.exec(harness.output())?.[1] ?? '';
  const pids = descendants(harness.pid);
  const { page, complaints } = await open(url);
  const order = (contender: string) =>
    page.locator(`form.booking[data-contender="${contender}"] .order`).first();

  // All is well: both contenders confirm what is booked by hand. On a busy machine REST may run out of time first.
  await page.keyboard.press('2');
  await waitUntil(
    'REST to confirm an order',
    async () => {
      await page.keyboard.press('1');
      await order('rest')
        .and(page.locator('[data-state="confirmed"], [data-state="failed"]'))
        .waitFor(patience);
      return (await order('rest').getAttribute('data-state')) === 'confirmed';
    },
    { deadlineMs: 90_000 },
  );
  await order('broker').and(page.locator('[data-state="confirmed"]')).waitFor(patience);

  // Billing hangs on to its caller for two seconds: REST shows its spinner all the while.
  await page.keyboard.press('s');
  await page.locator('[data-fault="billing-slow"][data-state="on"]').waitFor(patience);
  await page.keyboard.press('1');
  await order('rest').and(page.locator('[data-state="waiting"]')).waitFor(patience);
  await order('rest').locator('.spinner').waitFor(patience);
  await order('rest').and(page.locator('[data-state="confirmed"]')).waitFor(patience);
  await page.keyboard.press('s');
  await page.locator('[data-fault="billing-slow"][data-state="off"]').waitFor(patience);

  // Billing is gone: REST fails, the broker keeps the order until billing is back.
  await page.locator('[data-fault="billing-down"]').click();
  await page.locator('[data-fault="billing-down"][data-state="on"]').waitFor(patience);
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  await order('rest').and(page.locator('[data-state="failed"]')).waitFor(patience);
  await order('broker').and(page.locator('[data-state="pending"]')).waitFor(patience);
  await waitUntil(
    'both sides to show the outage',
    async () => (await counter(page, 'rest', 'lost')) > 5,
    {
      deadlineMs: 45_000,
    },
  );
  expect(await counter(page, 'broker', 'lost')).toBe(0);
  expect(await order('broker').getAttribute('data-state')).toBe('pending');
  await page.locator('[data-fault="billing-down"]').click();
  await order('broker').and(page.locator('[data-state="confirmed"]')).waitFor(patience);

  // A second screen has no token: it sees everything and changes nothing.
  const watcher = await open(url.replace(/#.*/, ''), { colorScheme: 'dark' });
  await watcher.page.locator('[data-fault="billing-down"][data-state="off"]').waitFor(patience);
  expect(await watcher.page.locator('#connection').innerText()).toBe('watching only');
  expect(await watcher.page.locator('[data-fault="billing-down"]').isDisabled()).toBe(true);
  expect(await axeFindings(watcher.page)).toEqual([]);
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 800 });
  // The charts follow the window a moment later.
  await waitUntil('the page to fit a phone', async () => (await pageWidth(page)) === 390, {
    deadlineMs: 10_000,
  });
  expect(complaints).toEqual([]);

  await page.keyboard.press('w');
  const link = page.locator('#notice a');
  await link.waitFor({ timeout: 90_000 });
  const [report] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await report.locator('html[data-ready="true"]').waitFor(patience);
  expect(await report.locator('main').innerText()).toContain('billing down');
  const html = /Report\s+(\S+)/.exec(harness.output())?.[1] ?? '';
  const result = parseRunResult(
    JSON.parse(readFileSync(join(dirname(html), 'result.json'), 'utf8')),
  );
  expect(html.startsWith(out)).toBe(true);
  for (const { name, runs } of result.contenders) {
    const [run] = runs;
    expect(
      run?.faults.map(({ kind }) => kind),
      name,
    ).toEqual(['latency', 'kill']);
    expect(run?.outcomes.unclassified, name).toBe(0);
    expect(run?.outcomes.phantom, name).toBe(0);
    expect((run?.lostOrders.total ?? 0) > 0, name).toBe(name === 'rest');
  }

  // The load goes on; closing the tabs ends nothing, Ctrl-C everything.
  const before = await counter(page, 'broker', 'confirmed');
  await waitUntil(
    'the load to go on',
    async () => (await counter(page, 'broker', 'confirmed')) > before,
    {
      deadlineMs: 45_000,
    },
  );
  await page.close();
  harness.interrupt();
  expect(await harness.exited, harness.output()).toBe(0);
  await waitUntil('every process of the harness to be gone', () => !pids.some(isAlive), {
    deadlineMs: 20_000,
  });
});
