// Turns a RunResult into one self-contained HTML page: no network, no dependency, nothing hand-written.
import type { RunResult } from '../shared/run-result.ts';
import { libraries, script, style } from './assets.ts';
import { backlogNotes } from './chart-counts.ts';
import { allCharts, chartsOf, type Charts } from './charts.ts';
import { colorRules, contenderStyles } from './contender-style.ts';
import { embeddedResult } from './embedded-result.ts';
import { inlineScript, policyFor } from './inline-script.ts';
import { html, jsonForScript, trusted, type Html } from './html.ts';
import { checks } from './sections/checks.ts';
import { offsets, predictions } from './sections/evidence.ts';
import { faultTable, sparedNotes } from './sections/faults.ts';
import { headline, opening } from './sections/headline.ts';
import { outcomeLegend, outcomesSection } from './sections/outcomes.ts';
import { journeys } from './sections/journeys.ts';
import { figures, legend, section } from './sections/parts.ts';
import { reading } from './sections/reading.ts';
import { scoreboard } from './sections/scoreboard.ts';
import { environment, policies } from './sections/settings.ts';

const scripts = [...libraries, script].map(inlineScript);

const contents = [
  ['scoreboard', 'Scoreboard'],
  ['checks', 'Expected'],
  ['latency', 'Latency'],
  ['distribution', 'Distribution'],
  ['lost', 'Lost'],
  ['fates', 'Fates'],
  ['outcomes', 'Outcomes'],
  ['backlog', 'Backlog'],
  ['offsets', 'Offsets'],
  ['predictions', 'Predicted'],
  ['orders', 'Journeys'],
  ['policies', 'Policies'],
  ['environment', 'Run it again'],
  ['reading', 'Reading it'],
] as const;

function button(attribute: string, value: string, label: string, isPressed: boolean): Html {
  return html`<button type="button" ${attribute}="${value}" aria-pressed="${String(isPressed)}">
    ${label}
  </button>`;
}

function latencySection({ frame, latency }: Charts): Html {
  const stretches =
    frame.bands.length > 0 &&
    html`<div class="choice" role="group" aria-label="Part of the run shown in all charts">
      ${button('data-stretch', 'whole', 'whole run', true)}${button('data-stretch', 'around', 'around the fault', false)}${button('data-stretch', 'after', 'after the fault', false)}
    </div>`;
  return section(
    'latency',
    'Latency over time',
    html`<p>
        By second of arrival, from the intended arrival. Thick: p50. Thin: p95. One scale for all
        three. Only orders that got there have a latency: a gap is a second in which none did. The
        lost ones are in the next section.
      </p>
      <div class="controls">
        <div class="choice" role="group" aria-label="Scale of the latency charts">
          ${button('data-scale', 'log', 'logarithmic', true)}${button('data-scale', 'linear', 'linear', false)}
        </div>
        ${stretches}
      </div>`,
    legend(frame),
    figures(latency),
    sparedNotes(frame),
    faultTable(frame),
  );
}

function distributionSection({ frame, distribution }: Charts): Html {
  return section(
    'distribution',
    'How many got there, and how fast',
    html`<p>
      Every offered order counts. Read it upwards: at 50 % half of them had got there. A curve that
      stops at ✕ and runs on level has orders that never will; those turned down get no e-mail.
    </p>`,
    distribution.charts.length > 0
      ? html`${legend(frame)}
          <div class="pair">${figures(distribution)}</div>`
      : html`<p class="quiet">This result holds no distribution.</p>`,
  );
}

function chartSections(charts: Charts): Html {
  const { frame } = charts;
  const notes = backlogNotes(frame);
  const lostWords =
    charts.lost.charts.length > 0
      ? 'By second of arrival, one strip per contender, one scale. An empty strip lost nothing.'
      : 'No order was counted as lost in any second.';
  return html`${latencySection(charts)} ${distributionSection(charts)}
  ${section('lost', 'Orders lost per second', html`<p>${lostWords}</p>`, figures(charts.lost))}
  ${section(
    'fates',
    'The fate of every order',
    html`<p>
      Each mark is one order: when it arrived, and how long its decision took. Orders that were lost
      have no place on that scale; they lie in the named lanes above it. A slope falling towards the
      end of the fault is a queue being worked off.
    </p>`,
    outcomeLegend(frame),
    figures(charts.fates),
  )}
  ${outcomesSection(frame)}
  ${section(
    'backlog',
    'Where the work waited',
    html`<p>What the outage piled up, and how fast it was worked off.</p>`,
    charts.backlog.charts.length > 0 && legend(frame),
    figures(charts.backlog),
    notes.length > 0 &&
      html`<ul class="quiet">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`,
  )}`;
}

function downloads(leftOut: string | null): Html {
  return html`<footer>
    <p class="take">
      <button type="button" data-save="result">Save the result (JSON)</button>
      <button type="button" data-save="fates">Save the fate of every order (CSV)</button>
    </p>
    ${leftOut !== null && html`<p class="quiet">To keep this page small its downloads leave out ${leftOut}; result.json beside it has everything.</p>`}
  </footer>`;
}

function head(result: RunResult): Html {
  const styles = contenderStyles(result.contenders.map(({ name }) => name));
  const light = colorRules(styles, 'light');
  const dark = colorRules(styles, 'dark');
  return html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policyFor(scripts)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${result.scenario.title}</title>
    <link rel="icon" href="data:," />
    <style>
      ${trusted(style)}
      :root{${trusted(light)}}
      @media (prefers-color-scheme: dark){:root:not([data-theme='light']){${trusted(dark)}}}
    </style>
  </head>`;
}

/** The whole report as one HTML document. */
export function renderReport(result: RunResult): string {
  const charts = chartsOf(result);
  const embedded = embeddedResult(result);
  return html`<!doctype html>
    <html lang="en">
      ${head(result)}
      <body>
        <a class="skip" href="#main">Skip to the verdict</a>
        <main id="main">
          ${opening(result)}
          <div id="answer">
            ${headline(result)}
            <nav aria-label="Contents">
              <ul>
                ${contents.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
              </ul>
            </nav>
            ${scoreboard(result)} ${checks(result)}
            <noscript
              ><p class="banner mild">
                The charts need JavaScript; every table is readable without.
              </p></noscript
            >
            ${chartSections(charts)} ${offsets(result)} ${predictions(result)}
            ${journeys(result, charts.frame)} ${policies(result)}
            ${environment(result, charts.frame)} ${reading(result)}
          </div>
        </main>
        ${downloads(embedded.leftOut)}
        <script type="application/json" id="result">
          ${jsonForScript(embedded.result)}
        </script>
        <script type="application/json" id="charts">
          ${jsonForScript(allCharts(charts))}
        </script>
        ${scripts.map(({ element }) => element)}
      </body>
    </html> `.markup;
}
