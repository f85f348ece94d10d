// Writes spans as JSON lines: at once enough that a SIGKILL loses no more than one turn of the event loop.
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { Span } from '../trace.ts';
import { messageOf } from './log.ts';

/** Notes one span down. */
export type Trace = (span: Span) => void;

/** A trace file grows no further than this. */
export const traceBytesMax = 64 * 1024 * 1024;

/**
 * Appends to a file, one write per turn of the event loop. It stops for good, and says so once, when the
 * file is full or cannot be written: a service never fails because nobody could watch it.
 */
export function openTrace(
  path: string,
  onStopped: (why: string) => void,
  maxBytes = traceBytesMax,
): Trace {
  let file: number | undefined;
  let bytes = 0;
  let lines: string[] = [];
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      stop(messageOf(error));
    }
  };
  const stop = (why: string) => {
    if (file !== undefined) closeSync(file);
    file = undefined;
    onStopped(why);
  };
  const flush = () => {
    const text = lines.join('');
    lines = [];
    if (file === undefined || text === '') return;
    bytes += Buffer.byteLength(text);
    if (bytes > maxBytes) return stop(`${maxBytes} bytes are reached`);
    const open = file;
    attempt(() => writeSync(open, text));
  };
  attempt(() => {
    file = openSync(path, 'a', 0o600);
    bytes = fstatSync(file).size;
    // A predecessor may have been killed in the middle of a line.
    if (bytes > 0) writeSync(file, '\n');
  });
  process.on('exit', flush);
  return (span) => {
    if (file === undefined) return;
    if (lines.length === 0) setImmediate(flush);
    lines.push(lineOf(span));
  };
}

/** The order id stands first, so that a reader can pass over a line without parsing it. */
function lineOf({ orderId, startMs, endMs, ...rest }: Span): string {
  const times = { startMs: rounded(startMs), endMs: rounded(endMs) };
  return `${JSON.stringify({ orderId, ...times, ...rest })}\n`;
}

function rounded(epochMs: number): number {
  return Math.round(epochMs * 100) / 100;
}
