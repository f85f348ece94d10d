// What a room needs before the answer: the standing conditions, and the notes of a teacher, folded until asked for.
import type { RunResult } from '../../shared/run-result.ts';
import { circumstances } from '../fault-words.ts';
import { html, type Html } from '../html.ts';
import { bullets, fold } from './parts.ts';

/** What holds during the whole run, so that nobody takes it for a fault. */
export function conditions({ scenario }: RunResult): Html | null {
  const lines = scenario.conditions ?? [];
  if (lines.length === 0) return null;
  return html`<div class="conditions">
    <p class="quiet">All along:</p>
    ${bullets(lines)}
  </div>`;
}

type Notes = RunResult['scenario']['teaching'];

/** What a room sees before the answer. The page's style shows it, and hides the rest, while the address ends in #predict. */
export function predictionOf(
  notes: Notes,
  situation: string,
  participants: readonly { readonly name: string; readonly title: string }[],
): Html | null {
  if (notes === undefined) return null;
  return html`<section id="predict" aria-labelledby="predict-title">
    <h2 id="predict-title">Predict first</h2>
    <p class="ask">${notes.predict}</p>
    <p>${situation}. Who takes part:</p>
    <dl class="terms">
      ${participants.map(
        ({ name, title }) =>
          html`<dt>${name}</dt>
            <dd>${title}</dd>`,
      )}
    </dl>
    <p>Write your numbers down, then look.</p>
    <p><a class="go" href="#answer">Show what happened</a></p>
  </section>`;
}

/** The covered page of a run. */
export function prediction(result: RunResult): Html | null {
  return predictionOf(result.scenario.teaching, circumstances(result), result.contenders);
}

/** The way to the covered page; what to observe, why, and where it misleads open one by one. */
export function teachingOf(notes: Notes): Html | null {
  if (notes === undefined) return null;
  return html`<details class="teaching">
    <summary>Teaching notes</summary>
    <p>
      <strong>Predict first.</strong> ${notes.predict}
      <a href="#predict">Cover the answer for a room</a>
    </p>
    ${fold('Observe', html`<p>${notes.observe}</p>`)} ${fold('Why', html`<p>${notes.why}</p>`)}
    ${fold('Where this misleads', html`<p>${notes.misleads}</p>`)}
  </details>`;
}

/** The teaching notes of a run. */
export function teaching({ scenario }: RunResult): Html | null {
  return teachingOf(scenario.teaching);
}
