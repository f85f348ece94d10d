// The gallery as a person reads it: one line per bug, and the score. Pure.
import type { Bug } from './bug.ts';
import type { Exhibit, Finding } from './gallery.ts';

const headings = ['bug', 'seen in', 'the checker must name', 'planted', 'twin', ''];

/** The table as text lines, headings first. */
export function galleryTable(exhibits: Exhibit[]): string[] {
  const rows = [
    headings,
    ...exhibits.map(({ bug, planted, twin, named, clean }) => [
      bug.name,
      bug.source,
      bug.expected.figure,
      textOf(planted),
      [textOf(twin), ...remarksOn(twin)].join(', '),
      named && clean ? '✓' : '✗',
    ]),
  ];
  const widths = headings.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** One exhibit in a line, as soon as it is there. */
export function verdictLine({ bug, planted, twin, named, clean }: Exhibit): string {
  const remarks = [textOf(twin), ...remarksOn(twin)].join(', ');
  return `${named && clean ? '✓' : '✗'} ${bug.expected.figure}: ${bug.planted} ${textOf(planted)}, ${bug.twin} ${remarks}`;
}

/** What was measured so far, out of all that were asked for. */
export function scoreLine(exhibits: Exhibit[], asked: Bug[]): string {
  const named = exhibits.filter((e) => e.named).length;
  const clean = exhibits.filter((e) => e.clean).length;
  const all = asked.length;
  return `${named} of ${all} named, ${clean} of ${all} twins clean`;
}

/** True when the checker named every defect and found nothing in any twin. */
export function isComplete(exhibits: Exhibit[], asked: Bug[]): boolean {
  return exhibits.length === asked.length && exhibits.every((e) => e.named && e.clean);
}

function remarksOn({ wrong, violated }: Finding): string[] {
  return [...(wrong > 0 ? [`${wrong} lost or harmed`] : []), ...violated.map((id) => `not ${id}`)];
}

function textOf({ count }: Finding): string {
  return count === null ? 'no such figure' : String(count);
}
