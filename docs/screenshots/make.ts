// `npm run docs:screenshots`: makes the sample reports and every picture of the documents, from runs made for it.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../reports/testing/browser.ts';
import { parseRunResult, type RunResult } from '../../shared/run-result.ts';
import { run } from './commands.ts';
import { takeLivePictures } from './live-pictures.ts';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const imagesDir = pathOf('../images/');
const samplesDir = pathOf('../../reports/samples/');
const scenario = 'scenarios/engine/cli.ts';
/** An expectation that fails, or a busy machine, is worth a picture too: the page says so itself. */
const told = [0, 99];
const mostTries = 4;

/** A picture of a page: which, and how it is looked at. */
type Picture = {
  name: string;
  page: string;
  scheme?: 'dark';
  width?: number;
  height?: number;
  /** The part of the page to show; absent = from its top. */
  part?: string;
};

const pictures: Picture[] = [
  { name: 'report-light', page: 'billing-down/index.html', height: 1_500 },
  { name: 'report-dark', page: 'billing-down/index.html', scheme: 'dark', height: 1_000 },
  { name: 'report-narrow', page: 'billing-down/index.html', width: 390, height: 1_000 },
  { name: 'report-latency', page: 'billing-down/index.html', part: '#latency' },
  { name: 'report-fates', page: 'billing-down/index.html', part: '#fates' },
  { name: 'report-journey', page: 'billing-down/index.html', part: '#orders' },
  { name: 'suite', page: 'suite/index.html', height: 1_000 },
  { name: 'compare', page: 'compare/index.html', height: 900 },
  { name: 'history', page: 'index.html', height: 700 },
];

/** Runs a scenario until it has earned a verdict: a busy moment is no sample of anything. */
async function runUntilConclusive(name: string, out: string): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    await run(scenario, [name, '--quick', '--out', out], told);
    if ((await resultIn(out)).conclusive) return;
  }
  throw new Error(`${name}: no verdict in ${mostTries} runs; close other programs and try again`);
}

async function resultIn(dir: string): Promise<RunResult> {
  return parseRunResult(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8')));
}

async function makeRuns(dir: string): Promise<void> {
  const out = (name: string) => ['--out', join(dir, name)];
  for (const again of ['', '-again'])
    await runUntilConclusive('billing-down', join(dir, `billing-down${again}`));
  await runUntilConclusive('baseline', join(dir, 'baseline'));
  const some = 'baseline,billing-down,billing-503-after-charge,broker-down';
  await run(scenario, ['all', '--quick', '--only', some, ...out('suite')], told);
  const pair = ['billing-down', 'billing-down-again'].map((name) => join(dir, name));
  await run('scenarios/compare/cli.ts', [...pair, ...out('compare')], told);
  await run('scenarios/history/cli.ts', ['--dir', dir]);
}

async function keepSamples(dir: string): Promise<void> {
  await mkdir(samplesDir, { recursive: true });
  const lines: string[] = [];
  for (const name of ['billing-down', 'baseline']) {
    const result = await resultIn(join(dir, name));
    await cp(join(dir, name, 'index.html'), join(samplesDir, `${name}.html`));
    const { cpuModel, cpuCount, node, kafka, postgres } = result.environment;
    lines.push(
      `- [${name}.html](${name}.html): ${result.startedAt.slice(0, 10)}, ${cpuCount} × ${cpuModel}, Node ${node}, Kafka ${kafka}, PostgreSQL ${postgres}, \`${result.command}\`. ${result.verdict}`,
    );
  }
  const text = `# Sample reports\n\nReal runs, each on the machine and day named beside it; made by \`npm run docs:screenshots\`. Absolute figures of another machine\nwill differ: compare contenders within one report. Download a file and open it, it needs no network.\n\n${lines.join('\n')}\n`;
  await writeFile(join(samplesDir, 'README.md'), text);
}

async function take(browser: Browser, dir: string, picture: Picture): Promise<void> {
  const { name, page: path, scheme = 'light', width = 1280, height = 900, part } = picture;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  await page.goto(pathToFileURL(join(dir, path)).href);
  const to = join(imagesDir, `${name}.png`);
  if (part === undefined) await page.screenshot({ path: to });
  else await page.locator(part).first().screenshot({ path: to });
  await page.close();
}

const dir = await mkdtemp(join(tmpdir(), 'screenshots-'));
const browser = await launchBrowser();
try {
  await mkdir(imagesDir, { recursive: true });
  await makeRuns(dir);
  await keepSamples(dir);
  for (const picture of pictures) await take(browser, dir, picture);
  await takeLivePictures(browser, dir);
  await cp(join(dir, 'live.png'), join(imagesDir, 'live.png'));
} finally {
  await browser.close();
  await rm(dir, { recursive: true });
}
