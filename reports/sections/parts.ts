// The pieces every section is made of: a scrolling table, a fold, a marker, a legend.
import type { ChartGroup, ChartSpec } from '../chart-spec.ts';
import type { Frame } from '../chart-frame.ts';
import type { Shape } from '../contender-style.ts';
import { html, type Html, type Piece } from '../html.ts';

/** A section with a heading the contents can link to. */
export function section(id: string, title: string, ...content: Piece[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
}

function isNumber(cell: Piece | undefined): boolean {
  return typeof cell === 'string' && /^[−–<> ]*[\d\u202f.]*( (ms|s|%))?$/.test(cell);
}

function tableCell(cell: Piece): Html {
  return isNumber(cell) ? html`<td class="n">${cell}</td>` : html`<td>${cell}</td>`;
}

function tableRow([first, ...cells]: readonly Piece[]): Html {
  return html`<tr>
    <th scope="row">${first ?? null}</th>
    ${cells.map(tableCell)}
  </tr>`;
}

/** ✓, ✗ or ? with its word; `good` is null when it is not known. */
export function mark(good: boolean | null, word: string): Html {
  const [sign, kind] = good === null ? ['?', 'open'] : good ? ['✓', 'pass'] : ['✗', 'fail'];
  return html`<span class="${kind}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** A plain list of sentences. */
export function bullets(lines: readonly string[]): Html {
  return html`<ul>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}

/** A table that scrolls inside its own box, so that the page never does. */
export function table(
  caption: string,
  columns: readonly Piece[],
  rows: readonly (readonly Piece[])[],
  kind: 'words' | 'numbers' = 'words',
): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="${kind}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column, i) => (rows.length > 0 && rows.every((row) => isNumber(row[i])) ? html`<th scope="col" class="n">${column}</th>` : html`<th scope="col">${column}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(tableRow)}
      </tbody>
    </table>
  </div>`;
}

/** Something to open when wanted. */
export function fold(summary: Piece, ...content: Piece[]): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}

const outlines: Record<Shape, string> = {
  circle: 'M0 -5A5 5 0 1 1 0 5A5 5 0 1 1 0 -5Z',
  triangle: 'M0 -5.5L5.5 4.5L-5.5 4.5Z',
  rect: 'M-4.5 -4.5H4.5V4.5H-4.5Z',
  rectRot: 'M0 -6L6 0L0 6L-6 0Z',
  star: 'M0 -5.5V5.5M-5.5 0H5.5M-4 -4L4 4M4 -4L-4 4',
  crossRot: 'M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5',
  cross: 'M0 -5.5V5.5M-5.5 0H5.5',
};

/** A marker as it is drawn in the charts. */
export function marker(shape: Shape, color: string): Html {
  return html`<svg
    class="marker"
    viewBox="-8 -8 16 16"
    aria-hidden="true"
    style="color:var(${color})"
  >
    <path d="${outlines[shape]}" />
  </svg>`;
}

/** Whose line it is, and how it is drawn. */
type Named = Pick<Frame['drawn'][number], 'name' | 'style' | 'color'>;

function lineSample({ style, color }: Named): Html {
  return html`<svg
    class="sample"
    viewBox="0 0 44 16"
    aria-hidden="true"
    style="color:var(${color})"
  >
    <path class="line" d="M1 8H43" stroke-dasharray="${style.dash.join(' ')}" />
    <path transform="translate(22 8)" d="${outlines[style.shape]}" />
  </svg>`;
}

/** Which line is whose. */
export function legend({ drawn: all }: { readonly drawn: readonly Named[] }): Html {
  return html`<ul class="legend">
    ${all.map((drawn) => html`<li>${lineSample(drawn)} ${drawn.name}</li>`)}
  </ul>`;
}

function canvas(chart: ChartSpec): Html {
  return html`<figure>
    <figcaption>
      ${chart.title}
      <button type="button" class="small" data-png="${chart.id}">
        PNG<span class="unseen">: save as a picture, ${chart.title}</span>
      </button>
    </figcaption>
    <div class="canvas" style="height:${chart.height}px">
      <canvas id="${chart.id}" role="img" aria-label="${chart.description}"></canvas>
    </div>
  </figure>`;
}

/** The canvases of a group and, folded, the numbers behind them. */
export function figures(group: ChartGroup): Html {
  if (group.charts.length === 0) return html``;
  const { caption, columns, rows } = group.table;
  const fileButton = html`<p class="take">
    <button type="button" class="small" data-csv="${group.id}">
      Save these numbers (CSV)<span class="unseen">: ${caption.toLowerCase()}</span>
    </button>
  </p>`;
  return html`${group.charts.map(canvas)}${rows.length > 0 && html`<div>${fold(`Table: ${caption.toLowerCase()}`, table(caption, columns, rows, 'numbers'))}${fileButton}</div>`}`;
}
