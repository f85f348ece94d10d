// Predictions against measurements, and consumer offsets against tables: the checks a run makes on itself.
import type { ContenderRun, RunResult } from '../../shared/run-result.ts';
import { contradictions } from '../doubts.ts';
import { html, type Html, type Piece } from '../html.ts';
import { count, figure } from '../numbers.ts';
import { bullets, mark, section, table } from './parts.ts';

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

/** Predictions against measurements. */
export function predictions(result: RunResult): Html {
  const rows = everyRun(result, (run) => run.predictions).map(({ name, item }) => [
    item.title,
    name,
    html`<code>${item.formula}</code>`,
    figure(item.predicted),
    figure(item.measured),
    `${figure(item.low)} … ${figure(item.high)}`,
    mark(item.agrees, item.agrees ? 'agrees' : 'disagrees'),
  ]);
  const disagreeing = contradictions(result);
  const columns = [
    'what',
    'contender',
    'formula',
    'predicted',
    'measured',
    'must lie in',
    'verdict',
  ];
  return section(
    'predictions',
    'Predicted and measured',
    html`<p>
      What a model on paper says, and what happened. A model that disagrees has missed something
      worth finding.
    </p>`,
    disagreeing.length > 0 &&
      html`<div class="banner mild" role="note" aria-label="Predictions that disagree">
        <p><strong>${mark(false, 'The model and the run disagree.')}</strong></p>
        ${bullets(disagreeing)}
      </div>`,
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
    mark(
      item.expected === item.actual,
      item.expected === item.actual
        ? 'agrees'
        : `differs by ${count(Math.abs(item.expected - item.actual))}`,
    ),
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
    'verdict',
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
