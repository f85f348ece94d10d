// Reads the spans of a few orders out of the trace files of a run, however large these have become.
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { spanSchema, type Span } from './trace.ts';

/** File name of the trace of one process, called `billing` or `billing-2`, in a run's trace directory. */
export function traceFileOf(name: string): string {
  return `${name}.ndjson`;
}

/** Spans kept of one order; an order that is tried for ever has no end of them. */
export const spansKept = 400;

const lineBytesMax = 16 * 1024;
const newline = 0x0a;
const idAtStart = /^\{"orderId":"([^"\\]*)"/;

/**
 * The spans of the orders in `ids`, each order's by their start. Every `*.ndjson` file of the directory is
 * streamed; lines that are torn, too long or no spans are passed over. A directory that is not there is empty.
 */
export async function readSpans(
  dir: string,
  ids: ReadonlySet<string>,
): Promise<Map<string, Span[]>> {
  const found = new Map<string, Span[]>();
  const keep = (line: string) => {
    const orderId = idAtStart.exec(line)?.[1];
    if (orderId === undefined || !ids.has(orderId)) return;
    const span = parse(line);
    if (!span) return;
    const spans = found.get(orderId) ?? [];
    found.set(orderId, spans);
    if (spans.length < spansKept) spans.push(span);
  };
  for (const name of await namesIn(dir)) await eachLine(join(dir, name), keep);
  for (const spans of found.values()) spans.sort((a, b) => a.startMs - b.startMs);
  return found;
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => name.endsWith('.ndjson')).toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function parse(line: string): Span | undefined {
  try {
    return spanSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Calls `use` with every whole line of a file that is not too long. */
async function eachLine(path: string, use: (line: string) => void): Promise<void> {
  let rest = Buffer.alloc(0);
  let tooLong = false;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      const length = rest.length + end - from;
      if (!tooLong && length <= lineBytesMax)
        use(Buffer.concat([rest, chunk.subarray(from, end)], length).toString());
      rest = Buffer.alloc(0);
      tooLong = false;
      from = end + 1;
    }
    const left = chunk.subarray(from);
    if (rest.length + left.length > lineBytesMax) tooLong = true;
    rest = tooLong ? Buffer.alloc(0) : Buffer.concat([rest, left]);
  }
}
