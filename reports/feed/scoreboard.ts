// All methods side by side, one row per number, and what was expected of each.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { html, type Html, type Piece } from '../html.ts';
import { fold, mark, section, table } from '../sections/parts.ts';
import { bestOf, feedMetricGroups, type FeedMetric } from './metrics.ts';

function cell(metric: FeedMetric, method: MethodResult, isBest: boolean): Piece {
  const value = metric.read(method);
  if (value === null)
    return html`<span class="quiet" title="does not exist here, or could not be measured">–</span>`;
  const written = metric.write(value, method);
  return isBest ? html`<strong>${written} <span class="star">★</span></strong>` : written;
}

function row(result: FeedResult, metric: FeedMetric): Html {
  const best = bestOf(result, metric);
  return html`<tr${metric.isHeadline === true && html` class="key"`}><th scope="row" title="${metric.meaning}">${metric.title}</th>${result.methods.map((method, i) => html`<td>${cell(metric, method, best[i] === true)}</td>`)}</tr>
`;
}

/** The scoreboard with its glossary. */
export function feedScoreboard(result: FeedResult): Html {
  const caption = 'Scoreboard: methods side by side';
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
              ${result.methods.map(({ name }) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${feedMetricGroups.map(
              ({ title, metrics }) =>
                html`<tr class="group">
                    <th scope="colgroup" colspan="${result.methods.length + 1}">${title}</th>
                  </tr>
                  ${metrics.map((metric) => row(result, metric))}`,
            )}
          </tbody>
        </table>
      </div>
      <p class="quiet">
        ★ best of its row, or within 5 % of it. – does not exist here, or could not be measured.
        Committed = delivered + superseded + missed.
      </p>`,
    fold(
      'What each row means',
      html`<dl class="terms">
        ${feedMetricGroups.flatMap(({ metrics }) =>
          metrics.map(
            ({ title, meaning }) =>
              html`<dt>${title}</dt>
                <dd>${meaning}</dd>`,
          ),
        )}
      </dl>`,
    ),
  );
}

type Expectation = MethodResult['expectations'][number];

/** Every expectation with what each method did about it. */
export function feedExpectations({ scenario, methods }: FeedResult): Html {
  // One id may ask different things of different methods: its words say which.
  const asked = new Map(
    methods
      .flatMap(({ expectations }) => expectations)
      .map((one) => [`${one.id}: ${one.title}`, one]),
  );
  const answer = ({ expectations }: MethodResult, { id, title }: Expectation): Piece => {
    const found = expectations.find((one) => one.id === id && one.title === title);
    if (found === undefined) return html`<span class="quiet">–</span>`;
    const { passed, expected, actual } = found;
    return html`${mark(passed, passed ? 'met' : 'not met')}
      <span class="quiet detail">found ${actual}, expected ${expected}</span>`;
  };
  const rows = [...asked.values()].map((one): Piece[] => [
    one.title,
    ...methods.map((method) => answer(method, one)),
  ]);
  return section(
    'checks',
    'Expected and found',
    html`<p>Hypothesis: ${scenario.hypothesis}</p>`,
    rows.length > 0
      ? table('Expectations', ['check', ...methods.map(({ name }) => name)], rows)
      : html`<p class="quiet">This scenario states no expectation.</p>`,
  );
}
