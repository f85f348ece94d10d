// The page of a comparison: the verdict, what to know before believing it, and every figure of both sides.
import { differenceWords, measuredWords } from './comparison-words.ts';
import type { ComparedContender, ComparedFigure, ComparedSide, Comparison } from './comparison.ts';
import { staticPage } from './document.ts';
import { html, type Html } from './html.ts';
import { bullets, mark, section, table } from './sections/parts.ts';

function changeMark({ change }: ComparedFigure): Html {
  switch (change) {
    case 'regression':
      return mark(false, 'regression');
    case 'improvement':
      return mark(true, 'improvement');
    case 'higher':
    case 'lower':
      return html`<b>${change}</b>`;
    default:
      return html`<span class="quiet">${change}</span>`;
  }
}

function word(text: string): Html {
  return html`<span class="word">${text}</span>`;
}

function contenderSection({ name, figures }: ComparedContender, i: number): Html {
  const rows = figures.map((figure) => [
    figure.title.trim(),
    measuredWords(figure.before, figure.unit),
    measuredWords(figure.after, figure.unit),
    differenceWords(figure),
    html`<span class="word">${changeMark(figure)}</span>`,
    html`<span class="word because quiet">${figure.because}</span>`,
  ]);
  const columns = ['figure', 'A', 'B', 'B − A', word('change'), word('because')];
  return section(`contender-${i}`, name, table(`${name}: A and B`, columns, rows, 'numbers'));
}

function side(letter: string, { label, startedAt, gitSha, seed, verdict }: ComparedSide): Html {
  return html`<div>
    <dt>${letter}: ${label}</dt>
    <dd>
      ${startedAt.slice(0, 16).replace('T', ' ')}, git ${gitSha ?? 'unknown'}, seed ${seed}
      <p class="quiet">${verdict}</p>
    </dd>
  </div>`;
}

/** The whole page as one HTML document. */
export function renderCompare(comparison: Comparison): string {
  const { scenario, before, after, contenders, conclusive, notes, verdict } = comparison;
  const sentence = html`<p class="verdict" id="verdict">${verdict}</p>`;
  return staticPage(
    `Compare: ${scenario.title}`,
    contenders.map(({ name }) => name),
    html`<header>
        <p class="eyebrow">compare · ${scenario.name}</p>
        <h1>${scenario.title}</h1>
      </header>
      ${
        conclusive
          ? sentence
          : html`<div class="banner strong" role="note" aria-label="Inconclusive">${sentence}</div>`
      }
      ${
        notes.length > 0 &&
        html`<div class="banner mild" role="note" aria-label="Notes">${bullets(notes)}</div>`
      }
      <dl class="facts">${side('A', before)} ${side('B', after)}</dl>
      ${contenders.map(contenderSection)}
      <p class="quiet">
        Median [lowest–highest] over the runs. With 5 or more runs on each side a difference counts
        when its whole 95 % bootstrap interval is beyond 2 ms and 10 % (counts: 1). With fewer, the
        ranges must be apart, and the change above a floor: 25 % and 5 ms for latency, max(3, 3·√n)
        for counts.
      </p>`,
  );
}
