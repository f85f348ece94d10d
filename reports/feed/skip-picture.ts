// Draws to scale how a change was skipped: stamped when its transaction began, committed behind the feed's cursor.
import { contenderColor } from '../contender-style.ts';
import { html, type Html } from '../html.ts';
import { duration } from '../numbers.ts';
import { atSecond, type Skipped } from './skipped.ts';

const width = 780;
const height = 268;
const left = 118;
const right = width - 24;
const axisY = height - 34;

type Kind = 'start' | 'mid' | 'end';

function text(x: number, y: number, kind: string, words: string): Html {
  return html`<text x="${x.toFixed(1)}" y="${y}" class="${kind}">${words}</text>`;
}

function upright(x: number, from: number, to: number, kind: string): Html {
  const at = x.toFixed(1);
  return html`<line class="${kind}" x1="${at}" y1="${from}" x2="${at}" y2="${to}" />`;
}

function bar(from: number, to: number, y: number, kind: string, color: string | null): Html {
  return html`<rect
    class="${kind}"
    x="${from.toFixed(1)}"
    y="${y}"
    width="${Math.max(1, to - from).toFixed(1)}"
    height="30"
    ${color !== null && html`style="color:var(${color})"`}
  />`;
}

/** Round instants at which the axis is labelled: about five of them. */
function ticksOf(fromMs: number, toMs: number): number[] {
  const rough = (toMs - fromMs) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((size) => size * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(fromMs / step);
  return Array.from(
    { length: Math.max(0, Math.floor(toMs / step) - first + 1) },
    (_, i) => (first + i) * step,
  );
}

/** The drawing; `description` is what it says, for those who do not see it. */
export function skipPicture(it: Skipped, description: string): Html {
  const last = Math.max(it.commitMs, it.cursorMs);
  const air = (last - it.stampMs) * 0.14;
  const [from, to] = [it.stampMs - air, last + air];
  const xOf = (ms: number) => left + ((ms - from) / (to - from)) * (right - left);
  const [stamp, cursor, commit] = [xOf(it.stampMs), xOf(it.cursorMs), xOf(it.commitMs)];
  const color = contenderColor(it.place);
  const cursorSide: Kind = cursor > left + 260 ? 'end' : 'start';
  const beside = cursorSide === 'end' ? cursor - 8 : cursor + 8;
  const places = ticksOf(from, to);
  const [first = 0, second = 0] = places;
  const decimals = Math.max(0, Math.ceil(-Math.log10((second - first) / 1000 || 1)));
  const ticks = places.map(
    (ms) =>
      html`${upright(xOf(ms), axisY, axisY + 6, 'tick')}${text(xOf(ms), axisY + 22, 'mid quiet', `${(ms / 1000).toFixed(decimals)} s`)}`,
  );
  return html`<svg
    class="skip-picture"
    role="img"
    aria-label="${description}"
    viewBox="0 0 ${width} ${height}"
  >
    ${bar(left, cursor, 124, 'read', color)}
    ${upright(stamp, 44, 139, 'stamp')}${upright(commit, 44, axisY, 'commit')}
    ${bar(stamp, commit, 50, 'open', null)}
    ${text(0, 70, 'start name', 'transaction')}${text(0, 144, 'start name', 'the feed')}
    ${text(stamp, 36, 'start', `begins, stamps the row: ${atSecond(it.stampMs)}`)}
    ${text(commit, 18, 'end strong', `commits, can be seen: ${atSecond(it.commitMs)}`)}
    ${upright(commit, 22, 44, 'commit')}
    ${text((stamp + commit) / 2, 70, 'mid', `open for ${duration(it.commitMs - it.stampMs)}`)}
    <path class="miss" d="M${(stamp - 6).toFixed(1)} 133l12 12m0 -12l-12 12" />
    ${text(stamp + 9, 110, 'start bad', 'its stamp lies in what the feed has already read')}
    ${upright(cursor, 118, 206, 'cursor')}
    ${text(beside, 176, cursorSide, `cursor: ${atSecond(it.cursorMs)}`)}
    ${text(beside, 196, cursorSide, 'the next query asks only for stamps beyond →')}
    <line class="axis" x1="${left}" y1="${axisY}" x2="${right}" y2="${axisY}" />
    ${ticks}
  </svg>`;
}
