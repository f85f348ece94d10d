// One order's journey: the same order at every contender, and one of every verdict, drawn from measured spans.
import type { RunResult } from '../../shared/run-result.ts';
import type { Drawn, Frame } from '../chart-frame.ts';
import { html, type Html } from '../html.ts';
import { drawJourney } from '../journey/draw.ts';
import { instant } from '../journey/instant.ts';
import type { Example } from '../journey/story.ts';
import { faultsAt, tellJourney } from '../journey/tell.ts';
import { count, duration, listed } from '../numbers.ts';
import { shownOutcomes, type Outcome } from '../outcome-words.ts';
import { exampleFolds, swatch } from './outcomes.ts';
import { fold, section } from './parts.ts';

/** Drawings beyond this many characters are left out, to keep the page small. */
const mostCharacters = 700_000;

/** As many as a run holds; a result from elsewhere may hold more. */
const mostSameOrders = 3;

interface Panel {
  readonly drawn: Drawn;
  readonly example: Example;
  readonly outcome: Outcome;
}

interface Group {
  readonly label: string;
  readonly panels: readonly Panel[];
}

/** The groups to choose from: every group is one choice. */
interface Choice {
  readonly title: string;
  readonly groups: readonly Group[];
}

function sameOrders({ drawn }: Frame): Group[] {
  const ids = drawn.flatMap(({ run }) =>
    (run.sameOrders ?? []).slice(0, mostSameOrders).map(({ orderId }) => orderId),
  );
  return [...new Set(ids)].flatMap((id) => {
    const panels = drawn.flatMap((one): Panel[] => {
      const found = one.run.sameOrders?.find(({ orderId }) => orderId === id);
      return found ? [{ drawn: one, example: found, outcome: found.outcome }] : [];
    });
    const [first] = panels;
    if (!first) return [];
    const fates = panels.map((panel) => `${panel.drawn.name} ${panel.outcome}`);
    return [{ label: `due at ${seconds(first.example.scheduledAtMs)}: ${listed(fates)}`, panels }];
  });
}

function ofEachOutcome({ drawn }: Frame): Group[] {
  return shownOutcomes.flatMap((outcome) => {
    const panels = drawn.flatMap((one): Panel[] => {
      const [example] = one.run.examples[outcome] ?? [];
      return example ? [{ drawn: one, example, outcome }] : [];
    });
    const names = panels.map((panel) => panel.drawn.name);
    return panels.length > 0 ? [{ label: `${outcome}: ${listed(names)}`, panels }] : [];
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function panelOf({ drawn, example, outcome }: Panel): Html {
  const { run, name } = drawn;
  const dueMs = example.scheduledAtMs;
  const story = tellJourney(example, run.faults);
  const { steps } = story;
  const lastMs = Math.max(dueMs, ...steps.map(({ atMs }) => atMs));
  const failures = steps.filter(({ says }) => says.includes('✕')).length;
  const faults = faultsAt(run.faults, dueMs);
  const description = `Order ${example.orderId} at ${name}, ${outcome}: ${count(steps.length)} steps within ${duration(lastMs - dueMs)}, ${count(failures)} of them failures. The list below says the same in words.`;
  const left = example.spansLeftOut;
  return html`<article class="order">
    <h3>${name} <code>${example.orderId}</code></h3>
    <p>
      ${swatch(outcome)} <b>${outcome}</b>, due at
      ${seconds(dueMs)}${faults.length > 0 && ` (${listed(faults)})`}
    </p>
    ${example.spans === undefined && html`<p class="quiet">Nothing was traced: only what its user and the tables know.</p>`}
    ${left !== undefined && html`<p class="quiet">${count(left)} calls or messages in the middle are left out.</p>`}
    <div class="journey-box" tabindex="0" role="group" aria-label="${`Journey at ${name}`}">
      ${drawJourney(story, dueMs, description)}
    </div>
    ${fold(
      'Step by step, in words',
      html`<ol>
        ${steps.map((step) => html`<li><span class="when">${instant(step.atMs - dueMs)}</span> ${step.says}</li>`)}
      </ol>`,
    )}
  </article>`;
}

/** Renders groups as long as there is room; the first one is shown. */
function rendered(groups: readonly Group[]): { group: Group; id: string; markup: Html }[] {
  const done: { group: Group; id: string; markup: Html }[] = [];
  let characters = 0;
  for (const group of groups) {
    const id = `journey-${done.length}`;
    const panels = group.panels.map(panelOf);
    const markup =
      done.length === 0
        ? html`<div class="journeys" id="${id}">${panels}</div>`
        : html`<div class="journeys" id="${id}" hidden>${panels}</div>`;
    characters += markup.markup.length;
    if (characters > mostCharacters) break;
    done.push({ group, id, markup });
  }
  return done;
}

function chooserOf(choices: readonly Choice[], done: ReturnType<typeof rendered>): Html {
  const options = choices.map(({ title, groups }) => {
    const own = done.filter(({ group }) => groups.includes(group));
    return (
      own.length > 0 &&
      html`<optgroup label="${title}">
        ${own.map(({ id, group }) => html`<option value="${id}">${group.label}</option>`)}
      </optgroup>`
    );
  });
  return html`<p class="chooser">
    <label for="journey-choice">Which order</label>
    <select id="journey-choice">
      ${options}
    </select>
  </p>`;
}

/** Journeys of single orders, side by side. */
export function journeys(result: RunResult, frame: Frame): Html {
  const choices: Choice[] = [
    { title: 'The same order at each contender', groups: sameOrders(frame) },
    { title: 'One order of each verdict', groups: ofEachOutcome(frame) },
  ];
  const all = choices.flatMap(({ groups }) => groups);
  const done = rendered(all);
  const folds = exampleFolds(frame);
  if (folds.length === 0)
    return section(
      'orders',
      'One order’s journey',
      html`<p class="quiet">No example was kept.</p>`,
    );
  return section(
    'orders',
    'One order’s journey',
    html`<p>
      Drawn from what the services noted down. Times count from the instant the order was due;
      pauses of 0.2 s and more are cut short and named. Solid: a request or a message. Dashed: an
      answer. Bar: at work. Pill and pipe: a topic, with the message in it. ✕: it failed. Seed
      ${result.seed} gives the same orders again.
    </p>`,
    done.length > 0 && chooserOf(choices, done),
    done.map(({ markup }) => markup),
    done.length < all.length &&
      html`<p class="quiet">
        ${count(all.length - done.length)} more drawings would make this page too large.
      </p>`,
    fold('More orders of each verdict, as text', folds),
  );
}
