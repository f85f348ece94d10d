// What was expected, what must always hold and what was predicted, each with the value that was measured.
import type { ContenderRun, RunResult } from '../../shared/run-result.ts';
import { html, type Html, type Piece } from '../html.ts';
import { count, figure } from '../numbers.ts';
import { section, table } from './parts.ts';

function mark(good: boolean | null, words: readonly [string, string, string]): Html {
  const [sign, word] = good === null ? ['?', words[2]] : good ? ['✓', words[0]] : ['✗', words[1]];
  return html`<span class="${good === null ? 'open' : good ? 'pass' : 'fail'}"
    ><span aria-hidden="true">${sign}</span> ${word}</span
  >`;
}

function everyRun<T>(
  result: RunResult,
  of: (run: ContenderRun) => readonly T[],
): { name: string; item: T }[] {
  return result.contenders.flatMap(({ name, runs }) =>
    runs.flatMap((run, i) =>
      of(run).map((item) => ({ name: runs.length > 1 ? `${name}, run ${i + 1}` : name, item })),
    ),
  );
}

function orNothing(rows: readonly (readonly Piece[])[], shown: Html, nothing: string): Html {
  return rows.length > 0 ? shown : html`<p class="quiet">${nothing}</p>`;
}

/** Expectations and invariants. */
export function checks(result: RunResult): Html {
  const expected = everyRun(result, (run) => run.expectations).map(({ name, item }) => [
    item.title,
    name,
    mark(item.passed, ['met', 'not met', 'unknown']),
    item.expected,
    item.actual,
  ]);
  const invariants = everyRun(result, (run) => run.invariants).map(({ name, item }) => [
    item.title,
    name,
    mark(item.verdict === 'unknown' ? null : item.verdict === 'held', [
      'held',
      'violated',
      'unknown',
    ]),
    item.verdict === 'held' ? '–' : count(item.count),
  ]);
  return section(
    'checks',
    'Expected and found',
    html`<p>Hypothesis: ${result.scenario.hypothesis}</p>`,
    orNothing(
      expected,
      table('Expectations', ['expectation', 'contender', 'verdict', 'expected', 'found'], expected),
      'This scenario states no expectation.',
    ),
    orNothing(
      invariants,
      table(
        'Invariants of the whole run',
        ['invariant', 'contender', 'verdict', 'violations'],
        invariants,
      ),
      'No invariant was checked.',
    ),
  );
}

/** Predictions against measurements. */
export function predictions(result: RunResult): Html {
  const rows = everyRun(result, (run) => run.predictions).map(({ name, item }) => [
    item.title,
    name,
    html`<code>${item.formula}</code>`,
    figure(item.predicted),
    figure(item.measured),
    `${figure(item.low)} … ${figure(item.high)}`,
    mark(item.agrees, ['agrees', 'disagrees', 'unknown']),
  ]);
  const columns = ['what', 'contender', 'formula', 'predicted', 'measured', 'must lie in', ''];
  return section(
    'predictions',
    'Predicted and measured',
    html`<p>
      What a model on paper says, and what happened. A model that disagrees has missed something
      worth finding.
    </p>`,
    orNothing(rows, table('Predictions', columns, rows), 'No prediction was made for this run.'),
  );
}

/** Consumer offsets against the services' tables. */
export function offsets(result: RunResult): Html {
  const rows = everyRun(result, (run) => run.offsets ?? []).map(({ name, item }) => [
    item.topic,
    item.group,
    name,
    count(item.logEnd),
    count(item.committed),
    count(item.lag),
    count(item.expected),
    count(item.actual),
    mark(item.expected === item.actual, [
      'agrees',
      `differs by ${count(Math.abs(item.expected - item.actual))}`,
      '',
    ]),
  ]);
  const none = result.contenders
    .filter(({ runs }) => runs.length > 0 && runs.every((run) => run.offsets === null))
    .map(({ name }) => name);
  const columns = [
    'topic',
    'group',
    'contender',
    'log end',
    'committed',
    'lag',
    'expected',
    'in tables',
    '',
  ];
  return section(
    'offsets',
    'Offsets and tables',
    html`<p>
      The committed offset says how many messages a group must have handled. The tables say how many
      it did handle.
    </p>`,
    orNothing(
      rows,
      table('Offsets against tables', columns, rows),
      'No contender in this run has topics.',
    ),
    none.length > 0 && rows.length > 0 && html`<p class="quiet">No topics: ${none.join(', ')}.</p>`,
  );
}
