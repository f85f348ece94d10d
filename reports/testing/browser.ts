// A headless Chromium for pages without charts: opens a file, listens for complaints, asks axe, measures width.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = await readFile(new URL('axe.min.js', import.meta.resolve('axe-core')), 'utf8');

/** Starts the browser of this machine (`CHROMIUM_PATH`). */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}

/** How a page is looked at. */
export interface View {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  /** What stands behind the file in the address, such as `#predict`. */
  readonly hash?: string;
  /** Whether the page may run scripts. */
  readonly script?: boolean;
}

/** Opens a file with every fold open; it must make no request of its own and have nothing to complain about. */
export async function openStatic(browser: Browser, path: string, view: View = {}): Promise<Page> {
  const { colorScheme = 'light', width = 1280, script = true, hash = '' } = view;
  const page = await browser.newPage({
    viewport: { width, height: 800 },
    colorScheme,
    javaScriptEnabled: script,
  });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${pathToFileURL(path).href}${hash}`);
  await openFolds(page);
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
  return page;
}

/** What axe finds, by rule, whether anybody sees it at once or only with every fold open. */
export async function axeFindings(page: Page): Promise<unknown> {
  await openFolds(page);
  await page.evaluate(axeSource);
  return page.evaluate(
    'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))',
  );
}

/** Opens every fold of a page. */
export async function openFolds(page: Page): Promise<void> {
  await page.evaluate(
    "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })",
  );
}

/** How wide the document is, scrolled-out parts included. */
export async function pageWidth(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth');
}
