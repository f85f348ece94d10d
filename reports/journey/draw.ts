// Draws a journey as a sequence diagram: who from left to right, when from top to bottom.
import { html, type Html, type Piece } from '../html.ts';
import { duration } from '../numbers.ts';
import { instant } from './instant.ts';
import { layOut, topicX, width, xOf, type Layout, type Placed } from './layout.ts';
import { lanes, type Arrow, type Bar, type Mark, type Note, type Story } from './story.ts';

/** Average width of a letter, in the drawing's units: enough to see on which side a text has room. */
const letter = 6.8;
const marginEnd = 56;

function text(x: number, y: number, kind: string, words: string): Html {
  return html`<text x="${x}" y="${y}" class="${kind}">${words}</text>`;
}

function line(from: readonly [number, number], to: readonly [number, number], kind: string): Html {
  return html`<line class="${kind}" x1="${from[0]}" y1="${from[1]}" x2="${to[0]}" y2="${to[1]}" />`;
}

function head(x: number, y: number, direction: number): Html {
  const back = x - 8 * direction;
  return html`<polygon class="head" points="${`${x},${y} ${back},${y - 4} ${back},${y + 4}`}" />`;
}

function cross(x: number, y: number): Html {
  return html`${line([x - 5, y - 5], [x + 5, y + 5], 'cross')}${line([x - 5, y + 5], [x + 5, y - 5], 'cross')}`;
}

function arrow(step: Arrow, { y, toY }: Placed): Html {
  const from = xOf(step.from);
  const to = xOf(step.to);
  const direction = Math.sign(to - from);
  if (step.failed !== undefined) {
    const end = from + 0.72 * (to - from);
    const word = text(
      end + 10 * direction,
      y + 4,
      `bad ${direction < 0 ? 'end' : ''}`,
      step.failed,
    );
    return html`${line([from, y], [end, y], 'way')}${cross(end, y)}${text(from + 8 * direction, y - 8, direction < 0 ? 'end' : '', step.label)}${word}`;
  }
  if (step.topic !== undefined) return passage(step, step.topic, y, toY);
  const isBad = step.label.includes('✕');
  return html`${line([from, y], [to, y], step.isAnswer ? 'way answer' : 'way')}${head(to, y, direction)}${text((from + to) / 2, y - 6, isBad ? 'mid bad' : 'mid', step.label)}`;
}

/** Into the topic, down through it for as long as the message lies there, and out to its reader. */
function passage(step: Arrow, topic: string, y: number, toY: number): Html {
  const from = xOf(step.from);
  const to = xOf(step.to);
  const x = topicX(step);
  const inward = Math.sign(x - from);
  const isTaken = typeof step.arrivesMs === 'number';
  const bottom = isTaken ? toY - 9 : y + 36;
  const half = (topic.length * letter) / 2 + 7;
  const pill = html`<rect
      class="topic"
      x="${x - half}"
      y="${y + 8}"
      width="${2 * half}"
      height="18"
      rx="9"
    />${text(x, y + 21, 'mid small', topic)}`;
  const pipe = html`<rect
    class="pipe"
    x="${x - 5}"
    y="${y + 14}"
    width="10"
    height="${bottom - y - 10}"
    rx="5"
  />`;
  const way = html`${line([from, y], [x - inward * half, y + 15], 'way')}${text(from + 8 * inward, y - 6, inward < 0 ? 'end' : '', step.label)}`;
  if (!isTaken) return html`${pipe}${way}${pill}${text(x + 10, bottom, 'bad', '✕ not taken')}`;
  const outward = Math.sign(to - x);
  return html`${pipe}${way}${pill}${line([x, bottom], [to, toY], 'way')}${head(to, toY, outward)}`;
}

function note({ lane, label, isFailure = false }: Note, y: number): Html {
  const x = xOf(lane);
  const words = isFailure ? `✕ ${label}` : label;
  const side = x + 12 + words.length * letter > width ? -1 : 1;
  const kind = `${isFailure ? 'bad' : 'fact'} ${side < 0 ? 'end' : ''}`;
  const dot = isFailure ? cross(x, y) : html`<circle class="dot" cx="${x}" cy="${y}" r="4" />`;
  return html`${dot}${text(x + 10 * side, y + 4, kind, label)}`;
}

function mark({ label }: Mark, y: number): Html {
  return html`${line([marginEnd + 4, y], [width, y], 'fault')}${text(width - 4, y - 5, 'end fault', label)}`;
}

function bar({ kind, lane, fromMs, toMs }: Bar, layout: Layout): Html {
  const y = layout.yAt(fromMs);
  const height = Math.max(14, layout.yAt(toMs) - y);
  const x = xOf(lane);
  const word =
    kind === 'spinner' &&
    height > 60 &&
    html`<g transform="rotate(-90 ${x - 8} ${y + height / 2})"
      >${text(x - 8, y + height / 2, 'mid small', 'spinner')}</g
    >`;
  return html`<rect class="${kind}" x="${x - 4}" y="${y}" width="8" height="${height}" />${word}`;
}

function drawn(placed: Placed): Html {
  const { step: it, y } = placed;
  switch (it.kind) {
    case 'arrow':
      return arrow(it, placed);
    case 'note':
      return note(it, y);
    case 'mark':
      return mark(it, y);
  }
}

function pausesOf({ pauses }: Layout): Piece {
  return pauses.map(
    ({ y, lastsMs, why }) =>
      html`${text(marginEnd, y + 4, 'end wait', duration(lastsMs))}${text(xOf('user') + 12, y + 4, 'wait', why ?? 'nothing is seen to happen')}`,
  );
}

/** The drawing; times count from `dueMs`, the instant the order was due. */
export function drawJourney(story: Story, dueMs: number, description: string): Html {
  const layout = layOut(story);
  const { height, moments } = layout;
  const times = moments.map(({ y, atMs }, i) => {
    const words = instant(atMs - dueMs);
    const before = moments[i - 1];
    const isSame = before && instant(before.atMs - dueMs) === words;
    return isSame ? null : text(marginEnd, y + 4, 'end time', words);
  });
  const heads = lanes.map((lane) => {
    const x = xOf(lane);
    return html`${line([x, 34], [x, height], 'life')}<rect
        class="lane"
        x="${x - 38}"
        y="8"
        width="76"
        height="26"
        rx="5"
      />${text(x, 26, 'mid name', lane)}`;
  });
  const bands = layout.pauses.map(
    ({ y }) =>
      html`<rect
        class="pause"
        x="${marginEnd + 6}"
        y="${y - 13}"
        width="${width - marginEnd - 6}"
        height="26"
      />`,
  );
  return html`<svg
    class="journey"
    role="img"
    aria-label="${description}"
    viewBox="0 0 ${width} ${height}"
  >
    ${bands}${heads}${story.bars.map((it) => bar(it, layout))}${layout.placed.map(drawn)}${pausesOf(layout)}${times}
  </svg>`;
}
