// Scenarios down, contenders across: what each lost and how, drawn as a bar, written as a number, said as a word.
import { localLink } from '../document.ts';
import { html, type Html } from '../html.ts';
import { count, figure } from '../numbers.ts';
import type { SuiteCell, SuiteResult, SuiteRow } from '../suite.ts';
import { suiteContenders } from '../suite-words.ts';
import { mark, section } from './parts.ts';

const kinds = [
  ['refused', 'lost-sale', 'refused'],
  ['silent', 'lost', 'lost silently'],
  ['leak', 'leak', 'leaking seats'],
  ['harm', 'harm', 'doing harm'],
] as const;

function splitWords({ lostOrders }: SuiteCell): string {
  const present = kinds.filter(([key]) => lostOrders[key] > 0);
  const [only] = present;
  if (only === undefined) return '';
  if (present.length === 1) return lostOrders.total === 1 ? only[2] : `all ${only[2]}`;
  return present.map(([key, , word]) => `${count(lostOrders[key])} ${word}`).join(', ');
}

function miniBar({ lostOrders, offered }: SuiteCell): Html {
  const rest = Math.max(0, offered - lostOrders.total);
  return html`<span class="bar mini" aria-hidden="true"
    >${kinds.filter(([key]) => lostOrders[key] > 0).map(([key, style]) => html`<span class="segment ${style}" style="flex-grow:${lostOrders[key]}"></span>`)}<span
      class="kept"
      style="flex-grow:${rest}"
    ></span
  ></span>`;
}

function expectationMark({ expectationsPassed, expectationsFailed }: SuiteCell): Html | null {
  const failed = expectationsFailed.length;
  const all = expectationsPassed + failed;
  if (all === 0) return null;
  return failed === 0
    ? mark(true, 'as expected')
    : mark(false, `${failed} of ${all} not as expected`);
}

function matrixCell(row: SuiteRow, cell: SuiteCell | undefined): Html {
  if (cell === undefined) return html`<td class="quiet">–</td>`;
  if (!cell.applicable)
    return html`<td class="spared">
      <span class="amount words">not applicable</span>
      <span class="why">${cell.reason ?? ''}</span>
      ${cell.expectationsFailed.length > 0 && expectationMark(cell)}
    </td>`;
  const none = row.status === 'inconclusive' ? 'none seen' : 'none lost';
  const { total } = cell.lostOrders;
  return html`<td>
    ${miniBar(cell)}
    <span class="amount"
      >${
        total === 0
          ? html`<span class="words">${none}</span>`
          : html`${count(total)} <span class="of">of ${count(cell.offered)}</span>`
      }</span
    >
    <span class="why">${splitWords(cell)}</span>
    ${
      cell.throughputPerSecond !== null &&
      html`<span class="why"><b>${figure(cell.throughputPerSecond)}</b> orders/s</span>`
    }
    ${expectationMark(cell)}
  </td>`;
}

const statusMarks: Record<SuiteRow['status'], Html | null> = {
  ok: null,
  'expectation-failed': mark(false, 'not as expected'),
  inconclusive: mark(null, 'inconclusive'),
  error: mark(false, 'did not run'),
};

function matrixRow(row: SuiteRow, names: readonly string[]): Html {
  return html`<tr>
    <th scope="row">
      ${localLink(row.href, row.title)} <span class="why">${row.scenario}</span>
      ${statusMarks[row.status]}
      ${row.error !== undefined && html`<span class="why">${row.error}</span>`}
    </th>
    ${names.map((name) =>
      matrixCell(
        row,
        row.contenders.find((cell) => cell.name === name),
      ),
    )}
  </tr>`;
}

/** The matrix of a suite. */
export function suiteMatrix(suite: SuiteResult): Html {
  const names = suiteContenders(suite);
  const caption = 'Lost orders, scenario by scenario';
  return section(
    'matrix',
    caption,
    html`<ul class="legend">
        ${kinds.map(([, style, word]) => html`<li><span class="chip segment ${style}" aria-hidden="true"></span> ${word}</li>`)}
        <li><span class="chip kept" aria-hidden="true"></span> kept</li>
      </ul>
      <div class="scroll" tabindex="0" role="group" aria-label="${caption}">
        <table class="matrix">
          <caption>
            Bars: share of the offered orders. Grey: the fault cannot be done to it. – not run.
          </caption>
          <thead>
            <tr>
              <th scope="col">scenario</th>
              ${names.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${suite.rows.map((row) => matrixRow(row, names))}
          </tbody>
        </table>
      </div>`,
  );
}
