// The first screen of a comparison of change feeds: question, verdict, one card per method, doubts and findings.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { contenderColor, contenderStyles } from '../contender-style.ts';
import { feedFindings, feedVerdict } from '../feed-words.ts';
import { html, type Html } from '../html.ts';
import { count, duration, minutes, percent } from '../numbers.ts';
import { bullets, fold, marker } from '../sections/parts.ts';
import { predictionOf, teachingOf } from '../sections/teaching.ts';
import { counted, feedCircumstances, feedDoubts } from './circumstances.ts';

/** What was asked, and the page a room sees before it has made its prediction. */
export function feedOpening(result: FeedResult): Html {
  const { name, title, question, teaching } = result.scenario;
  return html`<header>
      <p class="eyebrow">
        ${name} · ${result.startedAt.slice(0, 16).replace('T', ' ')} · ${minutes(result.durationMs)}
        ${teaching !== undefined && html`<span id="covering">· <a href="#predict">predict first</a></span>`}
      </p>
      <h1>${title}</h1>
      <p class="question">${question}</p>
    </header>
    ${predictionOf(teaching, feedCircumstances(result), result.methods)}`;
}

function verdictAndDoubts(result: FeedResult): Html {
  const verdict = html`<p class="verdict" id="verdict">${feedVerdict(result)}</p>`;
  // An inconclusive verdict opens with the first reason itself.
  const reasons = feedDoubts(result).slice(result.conclusive ? 0 : 1);
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

function card(method: MethodResult, i: number, icon: Html, conclusive: boolean): Html {
  const { changes, rowsWrongInTheEnd: wrong, delayMs } = method;
  const isNone = changes.missed === 0 && !conclusive;
  return html`<li style="border-left-color:var(${contenderColor(i)})">
    <h2>${icon} ${method.name}</h2>
    <p class="big">${isNone ? 'none seen' : count(changes.missed)}</p>
    <p>
      ${isNone ? 'missed so far, no verdict' : `missed of ${counted(changes.committed, 'change')} (${percent(changes.missed, changes.committed)})`}
    </p>
    <p class="quiet">${counted(wrong, 'row')} wrong in the end</p>
    <p class="quiet">
      ${delayMs.calm === null ? 'no calm change was delivered' : `in the topic after ${duration(delayMs.calm.p50)} (p50, calm)`}
    </p>
  </li>`;
}

/** What came of it. */
export function feedHeadline(result: FeedResult): Html {
  const styles = contenderStyles(result.methods.map(({ name }) => name));
  const cards = result.methods.map((method, i) => {
    const icon = marker(styles[i]?.shape ?? 'circle', contenderColor(i));
    return card(method, i, icon, result.conclusive);
  });
  const sentences = feedFindings(result);
  return html`<p class="quiet">${feedCircumstances(result)}.</p>
    ${verdictAndDoubts(result)} ${teachingOf(result.scenario.teaching)}
    ${
      cards.length > 0 &&
      html`<ul class="cards" aria-label="Missed changes per method">
        ${cards}
      </ul>`
    }
    ${cards.length > 0 && html`<p class="quiet">One run per method: a small difference may be chance.</p>`}
    ${
      sentences.length > 0 &&
      html`<ul class="findings" aria-label="Findings">
        ${sentences.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }`;
}
