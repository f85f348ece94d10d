// Lets a stream send in one piece what one turn of the event loop has to say.
import type { Writable } from 'node:stream';

const held = new WeakSet<Writable>();

/**
 * Holds what is written to `stream` back until this turn is over. Statements that do not wait for each other's answers
 * then reach the server together: one system call here and one wake-up there instead of one for each, which at a slow
 * pace is most of what a statement costs.
 */
export function holdTurn(stream: Writable): void {
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  process.nextTick(() => {
    held.delete(stream);
    stream.uncork();
  });
}
