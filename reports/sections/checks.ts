// What was expected and what must always hold, one row each, with what every contender did about it.
import type { ContenderRun, RunResult } from '../../shared/run-result.ts';
import { whySpared } from '../fault-words.ts';
import { html, type Html, type Piece } from '../html.ts';
import { count } from '../numbers.ts';
import { mark, section, table } from './parts.ts';

/** One check as one run answered it; `good` is null when it could not be decided. */
interface Answer {
  readonly id: string;
  readonly title: string;
  readonly good: boolean | null;
  readonly word: string;
  readonly detail: string;
}

function expectationsOf(run: ContenderRun): Answer[] {
  return run.expectations.map(({ id, title, passed, expected, actual }) => ({
    id,
    title,
    good: passed,
    word: passed ? 'met' : 'not met',
    detail: `found ${actual}, expected ${expected}`,
  }));
}

function invariantsOf(run: ContenderRun): Answer[] {
  return run.invariants.map(({ id, title, verdict, count: size }) => ({
    id,
    title,
    good: verdict === 'unknown' ? null : verdict === 'held',
    word: verdict,
    detail: verdict === 'violated' ? `by ${count(size)}` : '',
  }));
}

function cellOf(answers: readonly Answer[], spared: boolean): Piece {
  const worst =
    answers.find(({ good }) => good === false) ?? answers.find(({ good }) => good === null);
  const shown = worst ?? answers[0];
  if (shown === undefined) return '–';
  // Whoever was spared the fault has passed nothing; what it broke all the same is still said.
  if (spared && worst === undefined) return html`<span class="quiet">not applicable</span>`;
  const alike = answers.filter(({ good }) => good === shown.good).length;
  const runs = answers.length > 1 ? ` in ${alike} of ${answers.length} runs` : '';
  return html`${mark(shown.good, shown.word)}${runs}
    <span class="quiet detail">${shown.detail}</span>`;
}

function matrix(
  result: RunResult,
  caption: string,
  read: (run: ContenderRun) => Answer[],
  nothing: string,
): Html {
  const spared = result.contenders.map((contender) => whySpared(contender) !== null);
  const byContender = result.contenders.map(({ runs }) => runs.flatMap(read));
  const titles = new Map(byContender.flat().map(({ id, title }) => [id, title]));
  if (titles.size === 0) return html`<p class="quiet">${nothing}</p>`;
  const rows = [...titles].map(([id, title]) => [
    title,
    ...byContender.map((answers, i) =>
      cellOf(
        answers.filter((answer) => answer.id === id),
        spared[i] === true,
      ),
    ),
  ]);
  return table(caption, ['check', ...result.contenders.map(({ name }) => name)], rows);
}

/** Expectations and invariants. */
export function checks(result: RunResult): Html {
  return section(
    'checks',
    'Expected and found',
    html`<p>Hypothesis: ${result.scenario.hypothesis}</p>`,
    matrix(result, 'Expectations', expectationsOf, 'This scenario states no expectation.'),
    matrix(result, 'Invariants of the whole run', invariantsOf, 'No invariant was checked.'),
  );
}
