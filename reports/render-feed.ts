// Turns a FeedResult into one self-contained HTML page: no network, nothing hand-written.
import type { FeedResult } from '../shared/feed-result.ts';
import { libraries, script } from './assets.ts';
import { staticPage } from './document.ts';
import { boundedFeed, embeddedFeed } from './feed/bounded.ts';
import { feedFrame } from './feed/chart-frame.ts';
import { allFeedCharts, feedCharts, feedChartSections } from './feed/chart-sections.ts';
import { feedLimits, whenToChoose } from './feed/choice.ts';
import { feedHeadline, feedOpening } from './feed/head.ts';
import { feedExpectations, feedScoreboard } from './feed/scoreboard.ts';
import { missedChanges, whyItSkips } from './feed/skips.ts';
import { html, jsonForScript, type Html } from './html.ts';
import { inlineScript } from './inline-script.ts';
import { duration, percent } from './numbers.ts';
import { hostFacts, runAgain, settingsSide } from './sections/settings.ts';

const scripts = [...libraries, script].map(inlineScript);

const contents = [
  ['scoreboard', 'Scoreboard'],
  ['checks', 'Expected'],
  ['skips', 'Why it skips'],
  ['flow', 'Delivered'],
  ['delay', 'Delay'],
  ['behind', 'Behind'],
  ['backlog', 'Backlog'],
  ['missed', 'Missed'],
  ['choice', 'Which to choose'],
  ['settings', 'Settings'],
  ['environment', 'Run it again'],
  ['reading', 'Reading it'],
] as const;

function settings({ methods }: FeedResult): Html {
  const who = methods.map(({ name, title, settings: policy }) => ({ name, title, policy }));
  return settingsSide('settings', 'Settings', who);
}

function again({ scenario, ...result }: FeedResult): Html {
  return runAgain(result.command, [
    ['seed', String(result.seed)],
    ['writers', String(scenario.writers)],
    ['hold their transactions open', percent(scenario.longShare, 1)],
    ['for', scenario.longTransactionMs.map(duration).join(' to ')],
    ['rolled back on purpose', percent(scenario.rollbackShare, 1)],
    ['started', result.startedAt],
    ['took', duration(result.durationMs)],
    ...hostFacts(result.environment),
    ['result format', `FeedResult v${result.schemaVersion}`],
  ]);
}

function downloads(leftOut: string | null, note: string | null): Html {
  return html`<p class="take">
      <button type="button" data-save="result">Save the result (JSON)</button>
    </p>
    ${leftOut !== null && html`<p class="quiet">To keep this page small its download leaves out ${leftOut}; result.json beside it has everything.</p>`}
    ${note !== null && html`<p class="quiet">${note}</p>`}`;
}

/** The whole page as one HTML document. */
export function renderFeed(whole: FeedResult): string {
  const { result, note } = boundedFeed(whole);
  const embedded = embeddedFeed(result);
  const charts = feedCharts(feedFrame(result));
  const body = html`${feedOpening(result)}
    <div id="answer">
      ${feedHeadline(result)}
      <nav aria-label="Contents">
        <ul>
          ${contents.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
        </ul>
      </nav>
      ${feedScoreboard(result)} ${feedExpectations(result)} ${whyItSkips(result)}
      <noscript
        ><p class="banner mild">
          The charts need JavaScript; every table is readable without.
        </p></noscript
      >
      ${feedChartSections(charts)} ${missedChanges(result)} ${whenToChoose()} ${settings(result)}
      ${again(result)} ${feedLimits(result)} ${downloads(embedded.leftOut, note)}
    </div>
    <script type="application/json" id="result">
      ${embedded.json}
    </script>
    <script type="application/json" id="charts">
      ${jsonForScript(allFeedCharts(charts))}
    </script>`;
  const names = result.methods.map(({ name }) => name);
  return staticPage(result.scenario.title, names, body, scripts, 'narrow');
}
