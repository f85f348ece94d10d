// The first screen: the question, the verdict, how many orders each contender lost, and every reason for doubt.
import type { ContenderResult, RunResult } from '../../shared/run-result.ts';
import { contenderColor, contenderStyles } from '../contender-style.ts';
import { doubts } from '../doubts.ts';
import { findings, verdictSentence } from '../findings.ts';
import { html, type Html } from '../html.ts';
import { steadyMedian } from '../latency-words.ts';
import { lostSpread, spreadWords } from '../loss-words.ts';
import { count, duration, percent } from '../numbers.ts';
import { spread } from '../repetitions.ts';
import { bullets, marker } from './parts.ts';

function card(contender: ContenderResult, mark: Html, conclusive: boolean): Html {
  const lost = lostSpread(contender);
  const offered = spread(contender.runs, (run) => run.offered)?.median ?? 0;
  const pace = steadyMedian(contender, 'decision');
  const body =
    lost === null
      ? html`<p class="big">–</p>
          <p>did not run</p>`
      : html`<p class="big">${lost.max === 0 && !conclusive ? 'none seen' : count(lost.median)}</p>
          <p>
            ${lost.max === 0 && !conclusive ? 'lost so far, no verdict' : `lost of ${count(offered)} orders (${percent(lost.median, offered)})`}
          </p>
          ${lost.min !== lost.max && html`<p class="quiet">runs: ${spreadWords(lost, count)}</p>`}
          <p class="quiet">
            ${pace === null ? 'no decision in steady state' : `decides in ${duration(pace)} (p50, steady)`}
          </p>`;
  return html`<li>
    <h3>${mark} ${contender.name}</h3>
    ${body}
  </li>`;
}

function doubtBanner(result: RunResult): Html | null {
  const reasons = doubts(result);
  if (result.conclusive && !result.interrupted && reasons.length === 0) return null;
  const title = !result.conclusive
    ? 'INCONCLUSIVE'
    : result.interrupted
      ? 'Interrupted'
      : 'Warnings';
  const meaning = !result.conclusive
    ? 'This run has not earned a verdict. What follows is what was seen.'
    : 'Read the numbers with this in mind.';
  return html`<div
    class="banner ${result.conclusive ? 'mild' : 'strong'}"
    role="note"
    aria-label="${title}"
  >
    <p>
      <strong>${title}.</strong>
      ${meaning}${result.interrupted && ' The run was stopped early; the results are partial.'}
    </p>
    ${bullets(reasons.slice(0, 4))}
    ${
      reasons.length > 4 &&
      html`<details>
        <summary>${reasons.length - 4} more</summary>
        ${bullets(reasons.slice(4))}
      </details>`
    }
  </div>`;
}

/** Title, question, verdict, doubts, one card per contender, findings. */
export function headline(result: RunResult): Html {
  const styles = contenderStyles(result.contenders.map(({ name }) => name));
  const cards = result.contenders.map((contender, i) =>
    card(contender, marker(styles[i]?.shape ?? 'circle', contenderColor(i)), result.conclusive),
  );
  const sentences = findings(result);
  return html`<header>
      <p class="eyebrow">
        ${result.scenario.name} · ${result.startedAt.slice(0, 16).replace('T', ' ')}
      </p>
      <h1>${result.scenario.title}</h1>
      <p class="question">${result.scenario.question}</p>
    </header>
    ${!result.conclusive && doubtBanner(result)}
    <p class="verdict" id="verdict">${verdictSentence(result)}</p>
    ${result.conclusive && doubtBanner(result)}
    <ul class="cards">
      ${cards}
    </ul>
    ${
      sentences.length > 0 &&
      html`<ul class="findings" aria-label="Findings">
        ${sentences.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }`;
}
