// The sections made of charts: what each shows, how to read it, and the numbers behind it.
import { backlogNotes } from '../chart-counts.ts';
import { fateNotes } from '../chart-fates.ts';
import { thinnedWords } from '../chart-timeline.ts';
import type { Charts } from '../charts.ts';
import { html, type Html } from '../html.ts';
import { faultTable, sparedNotes } from './faults.ts';
import { outcomeLegend, outcomesSection } from './outcomes.ts';
import { figures, legend, section } from './parts.ts';

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
        lost ones are counted below. ${thinnedWords(frame.secondsPerPoint)}
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

/** Every section that is made of charts, top to bottom. */
export function chartSections(charts: Charts): Html {
  const { frame } = charts;
  const notes = backlogNotes(frame);
  const lostWords =
    charts.lost.charts.length > 0
      ? 'By second of arrival, one strip per contender, one scale. An empty strip lost nothing.'
      : 'No order was counted as lost in any second.';
  const thinned = thinnedWords(frame.secondsPerPoint);
  return html`${latencySection(charts)} ${distributionSection(charts)}
  ${section('lost', 'Orders lost per second', html`<p>${lostWords} ${thinned}</p>`, figures(charts.lost))}
  ${section(
    'fates',
    'The fate of every order',
    html`<p>
      Each mark is one order: when it arrived, and how long its decision took. Orders that were lost
      have no place on that scale; they lie in the named lanes above it. A slope falling towards the
      end of the fault is a queue being worked off.
    </p>`,
    fateNotes(frame).map((note) => html`<p class="quiet">${note}</p>`),
    outcomeLegend(frame),
    figures(charts.fates),
  )}
  ${outcomesSection(frame)}
  ${section(
    'backlog',
    'Where the work waited',
    html`<p>What the outage piled up, and how fast it was worked off. ${thinned}</p>`,
    charts.backlog.charts.length > 0 && legend(frame),
    figures(charts.backlog),
    notes.length > 0 &&
      html`<ul class="quiet">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`,
  )}`;
}
