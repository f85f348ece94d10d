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

/** What a room sees before the answer. The page's style shows it, and hides the rest, while the address ends in #predict. */
export function prediction(result: RunResult): Html | null {
  const notes = result.scenario.teaching;
  if (notes === undefined) return null;
  return html`<section id="predict" aria-labelledby="predict-title">
    <h2 id="predict-title">Predict first</h2>
    <p class="ask">${notes.predict}</p>
    <p>${circumstances(result)}. Who takes part:</p>
    <dl class="terms">
      ${result.contenders.map(
        ({ name, title }) =>
          html`<dt>${name}</dt>
            <dd>${title}</dd>`,
      )}
    </dl>
    <p>Write your numbers down, then look.</p>
    <p><a class="go" href="#answer">Show what happened</a></p>
  </section>`;
}

/** The way to the covered page; what to observe, why, and where it misleads open one by one. */
export function teaching({ scenario }: RunResult): Html | null {
  const notes = scenario.teaching;
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
