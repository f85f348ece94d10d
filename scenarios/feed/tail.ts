// A change as one line of a terminal, and as one line for another program.
import { createColors } from 'picocolors';
import type { DeliveredChange, RowChange } from '../../shared/change-feed.ts';

/** How lines look. */
export type TailOptions = {
  color: boolean;
  /** Columns of the terminal; undefined = lines are never cut. */
  width: number | undefined;
};

/** One line: when, what, which row, at which position, and the row, cut to the width. `value` is the record's text. */
export function lineOf(
  { change, appendedAtMs }: Pick<DeliveredChange, 'change' | 'appendedAtMs'>,
  value: string,
  { color, width = Number.POSITIVE_INFINITY }: TailOptions,
): string {
  const paint = createColors(color);
  const paintKind: Record<RowChange['kind'], (text: string) => string> = {
    ...{ insert: paint.green, upsert: paint.cyan, update: paint.cyan },
    ...{ delete: paint.red, read: paint.dim },
  };
  const parts: [text: string, look: (text: string) => string][] = [
    [timeOf(appendedAtMs), paint.dim],
    [change.kind.padEnd(6), paintKind[change.kind]],
    [printable(change.key), paint.bold],
    [printable(shortPosition(change)), paint.dim],
    [printable(rowTextOf(value)), (text) => text],
  ];
  if (change.unchanged) parts.push([`(unchanged: ${change.unchanged.join(', ')})`, paint.dim]);
  let left = width;
  const shown: string[] = [];
  for (const [text, look] of parts) {
    if (left <= 1) break;
    const cut = cutTo(text, left);
    shown.push(look(cut));
    left -= cut.length + 1;
  }
  return shown.join(' ');
}

/** The record's own text on one line: parsed and written again, its large numbers would lose digits. */
export function jsonLineOf(value: string): string {
  return value.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}

/** The row's own text within a record's, compact; a quoted name cannot occur unescaped before it. */
function rowTextOf(value: string): string {
  const mark = ',"row":';
  const text = value.slice(value.indexOf(mark) + mark.length, -1);
  // Spaces between values tell nobody anything; those within a text stay.
  return text.replaceAll(
    /("(?:[^"\\]|\\.)*")|\s+/g,
    (_all, quoted: string | undefined) => quoted ?? '',
  );
}

/** A position without what a person need not see: leading zeros, and the key that stands in the line anyway. */
function shortPosition({ position, key }: RowChange): string {
  const stamp = position.endsWith(`-${key}`) ? position.slice(0, -key.length - 1) : position;
  return /^\d{4}-\d\d-/.test(stamp) ? stamp : stamp.replaceAll(/(^|-)0+(?=[\da-f])/g, '$1');
}

function timeOf(epochMs: number): string {
  const at = new Date(epochMs);
  const [hours, minutes, seconds] = [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) =>
    String(n).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** What is in a table must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  // Half of a pair would be shown as a box.
  return `${cut.replace(/[\ud800-\udbff]$/, '')}…`;
}
