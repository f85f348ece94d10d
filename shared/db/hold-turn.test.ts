// Proves that what is said in one turn goes out together, and nothing is kept for longer.
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { holdTurn } from './hold-turn.ts';

it('sends what one turn has said in one piece, and each turn by itself', async () => {
  const pieces: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    writev: (chunks, done) => {
      pieces.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  const say = (text: string) => {
    holdTurn(stream);
    stream.write(text);
  };
  say('begin ');
  // As a promise goes on: still the same turn.
  await Promise.resolve();
  say('insert ');
  say('commit');
  await new Promise((resolve) => setImmediate(resolve));
  expect(pieces).toEqual(['begin insert commit']);
  say('later');
  await new Promise((resolve) => setImmediate(resolve));
  expect(pieces).toEqual(['begin insert commit', 'later']);
});
