// The index page of past runs, newest first: static, so it can be sent or served as it is.
import { join, resolve } from 'node:path';
import { localLink, staticPage } from './document.ts';
import type { BrokenRun, HistoryEntry, HistoryLoss, PastRun, PastSuite } from './history-entry.ts';
import { html, type Html, type Piece } from './html.ts';
import { count } from './numbers.ts';
import { replaceText } from './replace-file.ts';
import { bullets, mark, section, table } from './sections/parts.ts';

/** `2026-11-24 13:01`. */
export function shortTime(startedAt: string): string {
  return startedAt.slice(0, 16).replace('T', ' ');
}

function lossWords({ name, lost, offered, runs, applicable }: HistoryLoss): string {
  if (!applicable) return `${name} not applicable`;
  if (lost === null) return `${name} did not run`;
  const median = runs > 1 ? `, median of ${runs}` : '';
  return `${name} ${count(lost)} of ${count(offered)}${median}`;
}

function stateOf(run: PastRun): Html {
  if (run.interrupted) return mark(null, 'interrupted');
  if (!run.conclusive) return mark(null, 'inconclusive');
  return run.expectationsFailed === 0
    ? mark(true, 'as expected')
    : mark(false, `${run.expectationsFailed} not as expected`);
}

function linkTo(folder: string, text: string): Html {
  const path = folder.split('/').map(encodeURIComponent).join('/');
  return html`<span class="when-link">${localLink(`./${path}/index.html`, text)}</span>`;
}

function runRow(run: PastRun): Piece[] {
  return [
    html`${linkTo(run.folder, shortTime(run.startedAt))} ${stateOf(run)}`,
    html`<strong>${run.scenario}</strong><span class="wide quiet">${run.verdict}</span>`,
    html`<ul class="losses">
      ${run.losses.map((loss) => html`<li>${lossWords(loss)}</li>`)}
    </ul>`,
    String(run.seed),
    html`<code>${run.gitSha ?? '–'}</code>`,
  ];
}

function suiteRow(suite: PastSuite): Piece[] {
  return [
    linkTo(suite.folder, shortTime(suite.startedAt)),
    suite.title,
    mark(
      suite.asExpected === suite.scenarios,
      `${suite.asExpected} of ${suite.scenarios} as expected`,
    ),
    html`<code>${suite.gitSha ?? '–'}</code>`,
  ];
}

function brokenList(broken: readonly BrokenRun[]): Html | null {
  if (broken.length === 0) return null;
  return section(
    'broken',
    'Folders without a readable result',
    bullets(broken.map(({ folder, reason }) => `${folder}: ${reason}`)),
  );
}

/** The page as one HTML document. */
export function renderHistory(entries: readonly HistoryEntry[]): string {
  const runs = entries.filter((entry) => entry.kind === 'run');
  const suites = entries.filter((entry) => entry.kind === 'suite');
  const broken = entries.filter((entry) => entry.kind === 'broken');
  const scenarios = new Set(runs.map(({ scenario }) => scenario)).size;
  const words =
    runs.length === 0
      ? 'No run yet.'
      : `${count(runs.length)} ${runs.length === 1 ? 'run' : 'runs'} of ${count(scenarios)} ${scenarios === 1 ? 'scenario' : 'scenarios'}, newest first.`;
  const columns = ['when', 'scenario', 'lost orders', 'seed', 'commit'];
  return staticPage(
    'Past runs',
    [],
    html`<header><h1>Past runs</h1></header>
      <p class="question" id="verdict">${words}</p>
      ${
        suites.length > 0 &&
        section(
          'suites',
          'Suites',
          table('Suites, newest first', ['when', 'suite', 'state', 'commit'], suites.map(suiteRow)),
        )
      }
      ${runs.length > 0 && section('runs', 'Runs', table('Runs, newest first', columns, runs.map(runRow)))}
      ${brokenList(broken)}`,
  );
}

/** Writes `<dir>/index.html`; the entries' folders are relative to `dir`. Resolves to its path. */
export async function writeHistory(entries: readonly HistoryEntry[], dir: string): Promise<string> {
  const path = resolve(join(dir, 'index.html'));
  await replaceText(path, renderHistory(entries));
  return path;
}
