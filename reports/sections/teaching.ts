// What a room needs before the answer: the standing conditions, and the notes of a teacher, folded until asked for.
import type { RunResult } from '../../shared/run-result.ts';
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

/** Predict first; what to observe, why, and where it misleads open one by one. */
export function teaching({ scenario }: RunResult): Html | null {
  const notes = scenario.teaching;
  if (notes === undefined) return null;
  return html`<details class="teaching">
    <summary>Teaching notes</summary>
    <p><strong>Predict first.</strong> ${notes.predict}</p>
    ${fold('Observe', html`<p>${notes.observe}</p>`)} ${fold('Why', html`<p>${notes.why}</p>`)}
    ${fold('Where this misleads', html`<p>${notes.misleads}</p>`)}
  </details>`;
}
