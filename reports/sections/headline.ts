// The first screen: the question, the verdict, how many orders each contender lost, and every reason for doubt.
import type { ContenderResult, RunResult } from '../../shared/run-result.ts';
import { whySpared } from '../fault-words.ts';
import { contenderColor, contenderStyles } from '../contender-style.ts';
import { doubts } from '../doubts.ts';
import { findings, verdictSentence } from '../findings.ts';
import { html, type Html } from '../html.ts';
import { steadyMedian } from '../latency-words.ts';
import { lostSpread, spreadWords } from '../loss-words.ts';
import { count, duration, percent } from '../numbers.ts';
import { spread } from '../repetitions.ts';
import { bullets, fold, marker } from './parts.ts';
import { conditions, prediction, teaching } from './teaching.ts';

function card(contender: ContenderResult, mark: Html, color: string, conclusive: boolean): Html {
  const lost = lostSpread(contender);
  const offered = spread(contender.runs, (run) => run.offered)?.median ?? 0;
  const pace = steadyMedian(contender, 'decision');
  const spared = whySpared(contender);
  const body =
    spared !== null
      ? html`<p class="big words quiet">not applicable</p>
          <p class="quiet">${spared}</p>`
      : lost === null
        ? html`<p class="big">–</p>
            <p>did not run</p>`
        : html`<p class="big">
              ${lost.max === 0 && !conclusive ? 'none seen' : count(lost.median)}
            </p>
            <p>
              ${lost.max === 0 && !conclusive ? 'lost so far, no verdict' : `lost of ${count(offered)} orders (${percent(lost.median, offered)})`}
            </p>
            ${lost.min !== lost.max && html`<p class="quiet">runs: ${spreadWords(lost, count)}</p>`}
            <p class="quiet">
              ${pace === null ? 'no time without a fault' : `decides in ${duration(pace)} (p50, steady)`}
            </p>`;
  return html`<li style="border-left-color:var(${color})">
    <h2>${mark} ${contender.name}</h2>
    ${body}
  </li>`;
}

function verdictAndDoubts(result: RunResult): Html {
  const verdict = html`<p class="verdict" id="verdict">${verdictSentence(result)}</p>`;
  // An inconclusive verdict opens with the first reason itself.
  const reasons = doubts(result).slice(result.conclusive ? 0 : 1);
  const list = html`${reasons.length > 0 && bullets(reasons.slice(0, 4))}
  ${reasons.length > 4 && fold(`${reasons.length - 4} more`, bullets(reasons.slice(4)))}`;
  if (!result.conclusive)
    return html`<div class="banner strong" role="note" aria-label="Inconclusive">
      ${verdict}
      <p>
        This run has not earned a verdict.
        ${result.interrupted && 'It was stopped early and is partial.'} What follows is what was
        seen.
      </p>
      ${list}
    </div>`;
  if (!result.interrupted && reasons.length === 0) return verdict;
  const title = result.interrupted ? 'Interrupted' : 'Warnings';
  return html`${verdict}
    <div class="banner mild" role="note" aria-label="${title}">
      <p><strong>${title}.</strong> Read the numbers with this in mind.</p>
      ${list}
    </div>`;
}

/** What was asked: all that a room may see before it has made its prediction. */
export function opening(result: RunResult): Html {
  return html`<header>
      <p class="eyebrow">
        ${result.scenario.name} · ${result.startedAt.slice(0, 16).replace('T', ' ')}
        ${result.scenario.teaching !== undefined && html`<span id="covering">· <a href="#predict">predict first</a></span>`}
      </p>
      <h1>${result.scenario.title}</h1>
      <p class="question">${result.scenario.question}</p>
      ${conditions(result)}
    </header>
    ${prediction(result)}`;
}

/** What came of it: verdict, doubts, one card per contender, findings. */
export function headline(result: RunResult): Html {
  const styles = contenderStyles(result.contenders.map(({ name }) => name));
  const cards = result.contenders.map((contender, i) => {
    const color = contenderColor(i);
    return card(contender, marker(styles[i]?.shape ?? 'circle', color), color, result.conclusive);
  });
  const sentences = findings(result);
  const ranOnce = result.contenders.some(({ runs }) => runs.length === 1);
  return html`${verdictAndDoubts(result)} ${teaching(result)}
  ${
    cards.length > 0 &&
    html`<ul class="cards" aria-label="Lost orders per contender">
      ${cards}
    </ul>`
  }
  ${ranOnce && html`<p class="quiet">One run per contender: a small difference may be chance.</p>`}
  ${
    sentences.length > 0 &&
    html`<ul class="findings" aria-label="Findings">
      ${sentences.map((line) => html`<li>${line}</li>`)}
    </ul>`
  }`;
}
