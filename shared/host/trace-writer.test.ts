import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spansKept, readSpans, traceFileOf } from '../trace-reader.ts';
import type { Span } from '../trace.ts';
import { openTrace } from './trace-writer.ts';

let dir = '';
let file = '';
let stopped: string[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trace-'));
  file = join(dir, traceFileOf('gateway'));
  stopped = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

const span = (change: Partial<Span> = {}): Span => ({
  ...{ orderId: 'a', service: 'gateway', kind: 'call', peer: 'billing', what: 'charge-card' },
  ...{ startMs: 1_000.123, endMs: 1_004.5, attempt: 1, outcome: 'ok', ...change },
});
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const open = (maxBytes?: number) => openTrace(file, (why) => stopped.push(why), maxBytes);
const read = async (...ids: string[]) => readSpans(dir, new Set(ids));

describe('the trace', () => {
  it('is on the disk with the next turn of the event loop, and gives back what was written', async () => {
    const trace = open();
    trace(span());
    trace(span({ orderId: 'b', kind: 'publish', peer: 'tickets' }));
    expect(readFileSync(file, 'utf8')).toBe('');
    await nextTurn();
    const spans = await read('a', 'b', 'nobody');
    expect([...spans.keys()]).toEqual(['a', 'b']);
    expect(spans.get('a')).toEqual([span({ startMs: 1_000.12 })]);
    expect(spans.get('b')?.[0]).toMatchObject({ kind: 'publish', peer: 'tickets' });
    expect(stopped).toEqual([]);
  });

  it('joins the spans of all services by their start', async () => {
    writeFileSync(join(dir, traceFileOf('billing')), `${JSON.stringify(span({ startMs: 5 }))}\n`);
    const trace = open();
    trace(span({ startMs: 9 }));
    trace(span({ startMs: 2 }));
    await nextTurn();
    expect((await read('a')).get('a')?.map(({ startMs }) => startMs)).toEqual([2, 5, 9]);
  });

  it('survives a line torn by a kill, also when its successor writes on', async () => {
    const trace = open();
    trace(span());
    trace(span({ what: 'void-charge' }));
    await nextTurn();
    truncateSync(file, readFileSync(file).length - 20);
    expect((await read('a')).get('a')).toHaveLength(1);
    open()(span({ what: 'send-confirmation' }));
    await nextTurn();
    expect((await read('a')).get('a')?.map(({ what }) => what)).toEqual([
      'charge-card',
      'send-confirmation',
    ]);
  });

  it('stops once and for all at its bound, and says so', async () => {
    const trace = open(400);
    for (let i = 0; i < 10; i++) {
      trace(span());
      await nextTurn();
    }
    expect(readFileSync(file).length).toBeLessThanOrEqual(400);
    expect((await read('a')).get('a')?.length).toBeGreaterThan(1);
    expect(stopped).toEqual(['400 bytes are reached']);
  });

  it('does not end its service when the file cannot be opened', async () => {
    openTrace(join(dir, 'no', 'such'), (why) => stopped.push(why))(span());
    await nextTurn();
    expect(stopped).toHaveLength(1);
    expect(stopped[0]).toContain('ENOENT');
  });
});

describe('reading', () => {
  it('passes over what is hostile: no JSON, no span, another order inside, endless lines', async () => {
    const good = JSON.stringify(span());
    appendFileSync(
      file,
      [
        '{"orderId":"a"',
        '{"orderId":"a","startMs":"soon"}',
        JSON.stringify(span({ attempt: 0 })),
        JSON.stringify(span({ outcome: 'x'.repeat(300) })),
        JSON.stringify({ ...span(), service: 'pirate' }),
        JSON.stringify({ orderId: 'b', what: good }),
        JSON.stringify({ ...span(), padding: 'x'.repeat(20_000) }),
        JSON.stringify({ ...span(), padding: 'x'.repeat(200_000) }),
        good,
        '\0\n\n[]',
      ].join('\n'),
    );
    expect([...(await read('a')).entries()]).toEqual([['a', [span()]]]);
  });

  it('keeps a bounded number of spans of an order that never ends', async () => {
    writeFileSync(file, `${JSON.stringify(span())}\n`.repeat(spansKept + 50));
    expect((await read('a')).get('a')).toHaveLength(spansKept);
  });

  it('finds nothing where nothing was traced', async () => {
    expect(await readSpans(join(dir, 'never'), new Set(['a']))).toEqual(new Map());
  });
});
