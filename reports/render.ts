// Turns a RunResult into one self-contained HTML page: no network, no dependency, nothing hand-written.
import type { RunResult } from '../shared/run-result.ts';
import { libraries, script, style } from './assets.ts';
import { boundedResult } from './bounded-result.ts';
import { allCharts, chartsOf } from './charts.ts';
import { colorRules, contenderStyles } from './contender-style.ts';
import { embeddedResult } from './embedded-result.ts';
import { inlineScript, policyFor } from './inline-script.ts';
import { html, jsonForScript, trusted, type Html } from './html.ts';
import { chartSections } from './sections/charts.ts';
import { checks } from './sections/checks.ts';
import { offsets, predictions } from './sections/evidence.ts';
import { headline, opening } from './sections/headline.ts';
import { journeys } from './sections/journeys.ts';
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

function downloads(leftOut: string | null, note: string | null): Html {
  return html`<footer>
    <p class="take">
      <button type="button" data-save="result">Save the result (JSON)</button>
      <button type="button" data-save="fates">Save the fate of every order (CSV)</button>
    </p>
    ${leftOut !== null && html`<p class="quiet">To keep this page small its downloads leave out ${leftOut}; result.json beside it has everything.</p>`}
    ${note !== null && html`<p class="quiet">${note}</p>`}
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
export function renderReport(whole: RunResult): string {
  const { result, note } = boundedResult(whole);
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
            ${journeys(result, charts.frame)} ${policies(result, charts.frame)}
            ${environment(result, charts.frame)} ${reading(result)}
          </div>
        </main>
        ${downloads(embedded.leftOut, note)}
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
