// The index page of past runs, newest first: one file, so it can be sent or served as it is.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { filterScript } from './assets.ts';
import { localLink, staticPage } from './document.ts';
import type { BrokenRun, HistoryEntry, HistoryLoss, PastRun, PastSuite } from './history-entry.ts';
import { html, type Html, type Piece } from './html.ts';
import { inlineScript } from './inline-script.ts';
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

const states = ['as expected', 'not as expected', 'inconclusive', 'interrupted'] as const;

function stateOf(run: PastRun): (typeof states)[number] {
  if (run.interrupted) return 'interrupted';
  if (!run.conclusive) return 'inconclusive';
  return run.expectationsFailed === 0 ? 'as expected' : 'not as expected';
}

function stateMark(run: PastRun): Html {
  const state = stateOf(run);
  if (state === 'as expected') return mark(true, state);
  return state === 'not as expected'
    ? mark(false, `${run.expectationsFailed} ${state}`)
    : mark(null, state);
}

function linkTo(folder: string, text: string): Html {
  const path = folder.split('/').map(encodeURIComponent).join('/');
  return html`<span class="when-link">${localLink(`./${path}/index.html`, text)}</span>`;
}

function runRow(run: PastRun): Piece[] {
  return [
    html`<span data-scenario="${run.scenario}" data-state="${stateOf(run)}"
      >${linkTo(run.folder, shortTime(run.startedAt))} ${stateMark(run)}</span
    >`,
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

function options(values: readonly string[]): Html[] {
  return values.map((value) => html`<option>${value}</option>`);
}

function filters(scenarios: readonly string[]): Html {
  return html`<div class="controls filter" role="search" aria-label="Narrow the list">
    <label>Find <input id="filter-text" type="search" autocomplete="off" /></label>
    <label
      >Scenario
      <select id="filter-scenario">
        <option value="">all</option>
        ${options(scenarios)}
      </select></label
    >
    <label
      >State
      <select id="filter-state">
        <option value="">all</option>
        ${options(states)}
      </select></label
    >
    <span id="filter-count" class="quiet" role="status"></span>
  </div>`;
}

/** The page as one HTML document; `latest` is a page beside it that always shows the newest run. */
export function renderHistory(
  entries: readonly HistoryEntry[],
  latest: string | null = null,
): string {
  const runs = entries.filter((entry) => entry.kind === 'run');
  const suites = entries.filter((entry) => entry.kind === 'suite');
  const broken = entries.filter((entry) => entry.kind === 'broken');
  const names = [...new Set(runs.map(({ scenario }) => scenario))].toSorted();
  const scenarios = names.length;
  const words =
    runs.length === 0
      ? 'No run yet.'
      : `${count(runs.length)} ${runs.length === 1 ? 'run' : 'runs'} of ${count(scenarios)} ${scenarios === 1 ? 'scenario' : 'scenarios'}, newest first.`;
  const columns = ['when', 'scenario', 'lost orders or changes', 'seed', 'commit'];
  return staticPage(
    'Past runs',
    [],
    html`<header><h1>Past runs</h1></header>
      <p class="question" id="verdict">${words}</p>
      ${latest !== null && html`<p>${localLink(`./${latest}`, 'Open the newest report')}</p>`}
      ${
        suites.length > 0 &&
        section(
          'suites',
          'Suites',
          table('Suites, newest first', ['when', 'suite', 'state', 'commit'], suites.map(suiteRow)),
        )
      }
      ${runs.length > 0 && section('runs', 'Runs', filters(names), table('Runs, newest first', columns, runs.map(runRow)))}
      ${brokenList(broken)}`,
    runs.length > 0 ? [inlineScript(filterScript)] : [],
  );
}

/** Writes `<dir>/index.html`; the entries' folders are relative to `dir`. Resolves to its path. */
export async function writeHistory(entries: readonly HistoryEntry[], dir: string): Promise<string> {
  const path = resolve(join(dir, 'index.html'));
  const latest = 'latest.html';
  await replaceText(path, renderHistory(entries, existsSync(join(dir, latest)) ? latest : null));
  return path;
}
