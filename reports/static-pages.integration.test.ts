// The pages without charts in a real browser: offline, readable by everyone, in both themes, on a phone and on paper.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleComparison, sampleHistory } from './fixtures/history.ts';
import { allSuite, emptySuite, ladderSuite } from './fixtures/suites.ts';
import { axeFindings, launchBrowser, openStatic, pageWidth } from './testing/browser.ts';
import { writeCompare } from './write-compare.ts';
import { writeHistory } from './write-history.ts';
import { writeSuite } from './write-suite.ts';

const pages = {
  all: (dir: string) => writeSuite(allSuite(), dir),
  ladder: (dir: string) => writeSuite(ladderSuite(), dir),
  empty: (dir: string) => writeSuite(emptySuite(), dir),
  compare: (dir: string) => writeCompare(sampleComparison, dir),
  history: (dir: string) => writeHistory(sampleHistory, dir),
};

let browser: Browser;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pages-'));
  browser = await launchBrowser();
  for (const [name, write] of Object.entries(pages)) await write(join(folder, name));
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

describe.each(Object.keys(pages))('%s', (name) => {
  const path = () => join(folder, name, 'index.html');

  it.each(['light', 'dark'] as const)('gives axe nothing to find in %s', async (colorScheme) => {
    const page = await openStatic(browser, path(), { colorScheme });
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('scrolls tables, never the page, on 360 px', async () => {
    const page = await openStatic(browser, path(), { width: 360 });
    expect(await pageWidth(page)).toBe(360);
    await page.close();
  });

  it('prints', async () => {
    const page = await openStatic(browser, path());
    expect((await page.pdf({ format: 'A4', landscape: true })).byteLength).toBeGreaterThan(1000);
    await page.close();
  });
});

describe('the past runs', () => {
  const shown =
    "[...document.querySelectorAll('#runs tbody tr')].filter((row) => !row.hidden).length";

  it('are narrowed by text, scenario and state, from the keyboard alone', async () => {
    const page = await openStatic(browser, join(folder, 'history', 'index.html'));
    const count = page.locator('#filter-count');
    expect(await count.textContent()).toBe('3 of 3 shown');
    await page.locator('#filter-text').focus();
    await page.keyboard.type('KAFKA');
    expect(await page.evaluate(shown)).toBe(1);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Tab');
    await page.keyboard.type('billing-down');
    expect(await count.textContent()).toBe('2 of 3 shown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('inc');
    expect(await count.textContent()).toBe('1 of 3 shown');
    await page.close();
  });

  it('are all there without JavaScript, and no control that would do nothing', async () => {
    const page = await openStatic(browser, join(folder, 'history', 'index.html'), {
      script: false,
    });
    expect(await page.locator('#runs tbody tr:visible').count()).toBe(3);
    expect(await page.locator('input:visible, select:visible, button:visible').count()).toBe(0);
    await page.close();
  });
});
