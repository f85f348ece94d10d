// How many orders met which end, per contender: a bar, the counts, and what each verdict means.
import type { Drawn, Frame } from '../chart-frame.ts';
import { html, type Html } from '../html.ts';
import { count, percent } from '../numbers.ts';
import {
  classWords,
  definitions,
  outcomeClass,
  outcomeColor,
  outcomeShape,
  shownOutcomes,
  type Outcome,
} from '../outcome-words.ts';
import { fold, marker, section, table } from './parts.ts';

/** The mark of a verdict. */
export function swatch(outcome: Outcome): Html {
  return marker(outcomeShape(outcome), outcomeColor(outcome));
}

function bar({ name, run }: Drawn): Html {
  const present = shownOutcomes.filter((outcome) => run.outcomes[outcome] > 0);
  const said = present.map((outcome) => `${count(run.outcomes[outcome])} ${outcome}`).join(', ');
  return html`<div class="bar-row">
    <h3>${name}</h3>
    <div
      class="bar"
      role="img"
      aria-label="${`${name}: ${said === '' ? 'no outcome on record' : said}`}"
    >
      ${present.map((outcome) => html`<span class="segment ${outcomeClass(outcome)}" title="${`${outcome}: ${count(run.outcomes[outcome])}`}" style="flex-grow:${run.outcomes[outcome]}"></span>`)}
    </div>
    <ul class="legend">
      ${present.map((outcome) => html`<li>${swatch(outcome)} ${outcome} <b>${count(run.outcomes[outcome])}</b> <span class="quiet">${percent(run.outcomes[outcome], run.offered)}</span></li>`)}
    </ul>
  </div>`;
}

function flagsTable(frame: Frame): Html {
  const flags = [
    ['mail missing', 'mailMissing'],
    ['mail sent twice', 'mailDuplicate'],
    ['told two different final things', 'contradicted'],
    ['seats or charge taken back', 'compensated'],
    ['delivered again and absorbed', 'redelivered'],
  ] as const;
  const rows = flags.map(([title, key]) => [
    title,
    ...frame.drawn.map(({ run }) => count(run.flags[key])),
  ]);
  return table(
    'Flags beside the outcome',
    ['flag', ...frame.drawn.map(({ name }) => name)],
    rows,
    'numbers',
  );
}

/** Which mark in the fate plots is which outcome. */
export function outcomeLegend(frame: Frame): Html {
  const seen = shownOutcomes.filter((outcome) =>
    frame.drawn.some(({ run }) => run.outcomes[outcome] > 0),
  );
  return html`<ul class="legend">
    ${seen.map((outcome) => html`<li>${swatch(outcome)} ${outcome}</li>`)}
  </ul>`;
}

/** Outcomes per contender. */
export function outcomesSection(frame: Frame): Html {
  const seen = shownOutcomes.filter((outcome) =>
    frame.drawn.some(({ run }) => run.outcomes[outcome] > 0),
  );
  const rows = seen.map((outcome) => [
    html`${swatch(outcome)} ${outcome}`,
    ...frame.drawn.map(({ run }) => count(run.outcomes[outcome])),
    html`<span class="word">${classWords[outcomeClass(outcome)]}</span>`,
    html`<span class="word wide">${definitions[outcome]}</span>`,
  ]);
  const unseen = shownOutcomes.filter((outcome) => !seen.includes(outcome));
  const columns = [
    'outcome',
    ...frame.drawn.map(({ name }) => name),
    html`<span class="word">counts as</span>`,
    html`<span class="word">meaning</span>`,
  ];
  return section(
    'outcomes',
    'Every order, one verdict',
    frame.drawn.map(bar),
    seen.length > 0 && table('Outcomes', columns, rows, 'numbers'),
    frame.drawn.length > 0 &&
      fold('Beside the outcome: mails, contradictions, compensation', flagsTable(frame)),
    unseen.length > 0 &&
      fold(
        'Outcomes nobody had',
        html`<dl class="terms">
          ${unseen.map(
            (outcome) =>
              html`<dt>${swatch(outcome)} ${outcome}</dt>
                <dd>${definitions[outcome]}</dd>`,
          )}
        </dl>`,
      ),
  );
}

/** A few orders of each outcome and what happened to them, moment by moment. */
export function exampleFolds(frame: Frame): Html[] {
  return shownOutcomes.flatMap((outcome) => {
    const examples = frame.drawn.flatMap(({ name, run }) =>
      (run.examples[outcome] ?? []).map((example) => ({ name, example })),
    );
    if (examples.length === 0) return [];
    const cards = examples.map(
      ({ name, example }) =>
        html`<article class="order">
          <h3>${name} <code>${example.orderId}</code></h3>
          <ol>
            ${example.events.map((event) => html`<li><span class="when">${(event.atMs / 1000).toFixed(3)} s</span> ${event.what}</li>`)}
          </ol>
        </article>`,
    );
    return [
      fold(
        html`${swatch(outcome)} ${outcome}: ${definitions[outcome]}`,
        html`<div class="orders">${cards}</div>`,
      ),
    ];
  });
}
