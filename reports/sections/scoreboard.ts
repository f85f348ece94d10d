// All contenders side by side, one row per number, the best of each row marked with a star.
import type { RunResult } from '../../shared/run-result.ts';
import { whySpared } from '../fault-words.ts';
import { html, type Html, type Piece } from '../html.ts';
import { spreadWords } from '../loss-words.ts';
import { metricGroupsOf, metricRow, type MetricRow } from '../metrics.ts';
import { count } from '../numbers.ts';
import { fold, section, table } from './parts.ts';

function cell(row: MetricRow, i: number): Piece {
  const value = row.values[i] ?? null;
  if (value === null)
    return html`<span class="quiet" title="does not exist here, or nobody could tell">–</span>`;
  const written = spreadWords(value, row.metric.write);
  return row.best[i] === true
    ? html`<strong>${written} <span class="star">★</span></strong>`
    : written;
}

function rowsOf(result: RunResult): Html[] {
  return metricGroupsOf(result).flatMap((group) => [
    html`<tr class="group">
      <th scope="colgroup" colspan="${result.contenders.length + 1}">${group.title}</th>
    </tr> `,
    ...group.metrics.map((metric) => {
      const row = metricRow(result, metric);
      return html`<tr${metric.isPart === true ? html` class="part"` : metric.isHeadline === true && html` class="key"`}><th scope="row" title="${metric.meaning}">${metric.title}</th>${row.values.map((_, i) => html`<td>${cell(row, i)}</td>`)}</tr>
`;
    }),
  ]);
}

function runsTable(result: RunResult): Html | null {
  if (result.contenders.every(({ runs }) => runs.length < 2)) return null;
  const longest = Math.max(...result.contenders.map(({ runs }) => runs.length));
  const rows = Array.from({ length: longest }, (_, i) => [
    `run ${i + 1}`,
    ...result.contenders.map(({ runs }) => {
      const run = runs[i];
      return run === undefined ? '–' : `${count(run.lostOrders.total)} of ${count(run.offered)}`;
    }),
  ]);
  const columns = ['run', ...result.contenders.map(({ name }) => name)];
  return fold('Every run: lost orders', table('Lost orders, run by run', columns, rows, 'numbers'));
}

/** The scoreboard with its glossary. */
export function scoreboard(result: RunResult): Html {
  const caption = 'Scoreboard: contenders side by side';
  const terms = metricGroupsOf(result).flatMap((group) => group.metrics);
  return section(
    'scoreboard',
    'Scoreboard',
    html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
        <table class="numbers scoreboard">
          <caption>
            ${caption}
          </caption>
          <thead>
            <tr>
              <td></td>
              ${result.contenders.map((one) => html`<th scope="col">${one.name}${whySpared(one) !== null && html` <span class="quiet">not applicable</span>`}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rowsOf(result)}
          </tbody>
        </table>
      </div>
      <p class="quiet">
        ★ best of its row, or within 5 % of it. – does not exist here, or the run was too short to
        tell. never: not reached, or by fewer orders than the percentile asks for. With several
        runs: median [lowest–highest].
      </p>`,
    fold(
      'What each row means',
      html`<dl class="terms">
        ${terms.map(
          ({ title, meaning }) =>
            html`<dt>${title}</dt>
              <dd>${meaning}</dd>`,
        )}
      </dl>`,
    ),
    runsTable(result),
  );
}
