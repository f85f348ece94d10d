// The hardening ladder: each rung with the fault that separates it from the one below, and what became of the damage.
import { localLink } from '../document.ts';
import { html, type Html } from '../html.ts';
import { sides, stepsOf, type Side } from '../ladder-words.ts';
import { count } from '../numbers.ts';
import type { LadderStep, SuiteResult } from '../suite.ts';
import { mark, section } from './parts.ts';

function verdictOf({ before, after, removed }: LadderStep): Html {
  if (before === null || after === null) return mark(null, 'not measured');
  if (removed) return mark(true, after === 0 ? 'gone' : 'as good as gone');
  if (before === 0) return mark(null, 'did not show in this run');
  return mark(false, after < before ? 'less, not gone' : 'still there');
}

function bar(label: string, name: string, value: number | null, most: number): Html {
  const share = value === null || most === 0 ? 0 : (100 * value) / most;
  return html`<div class="change">
    <span class="quiet">${label} <b>${name}</b></span>
    <span class="track" aria-hidden="true"
      ><span class="fill" style="width:${share.toFixed(1)}%"></span
    ></span>
    <b class="amount">${value === null ? '–' : count(value)}</b>
  </div>`;
}

function stepItem(suite: SuiteResult, step: LadderStep): Html {
  const row = suite.rows.find(({ scenario }) => scenario === step.scenario);
  const most = Math.max(step.before ?? 0, step.after ?? 0);
  return html`<li>
    <h4><b>${step.to}</b> adds ${step.adds}</h4>
    <p>${step.figure} ${verdictOf(step)}</p>
    ${bar('without:', step.from, step.before, most)} ${bar('with:', step.to, step.after, most)}
    <p class="quiet">shown by ${localLink(step.href, row?.title ?? step.scenario)}</p>
  </li>`;
}

function sideOf(suite: SuiteResult, side: Side): Html | null {
  const steps = stepsOf(suite, side);
  const [first] = steps;
  if (first === undefined) return null;
  return html`<div>
    <h3 id="ladder-${side}">${sides[side]}</h3>
    <ol class="ladder" aria-labelledby="ladder-${side}">
      <li>
        <h4>starts as <b>${first.from}</b></h4>
      </li>
      ${steps.map((step) => stepItem(suite, step))}
    </ol>
  </div>`;
}

/** The ladder of a suite; null when it has none. */
export function suiteLadder(suite: SuiteResult): Html | null {
  if ((suite.ladder ?? []).length === 0) return null;
  return section(
    'ladder',
    'The ladder: one guarantee per rung',
    html`<p>
        What each rung adds, the fault that tells it from the rung below, and the damage without and
        with it.
      </p>
      <div class="ladders">${sideOf(suite, 'rest')} ${sideOf(suite, 'broker')}</div>`,
  );
}
