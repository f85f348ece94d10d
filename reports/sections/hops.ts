// Where the time of an undisturbed order goes, call by call or message by message.
import type { Frame } from '../chart-frame.ts';
import { html, type Html } from '../html.ts';
import { count, duration } from '../numbers.ts';
import { fold, table } from './parts.ts';

/** One row per hop of every contender that was traced; null when none was. */
export function hopTable({ drawn }: Frame): Html | null {
  const rows = drawn.flatMap(({ name, run }) =>
    (run.hops ?? []).map(({ kind, what, peer, orders, wayMs, handlingMs }) => [
      name,
      what,
      kind === 'call' ? `call to ${peer}` : `topic ${peer}`,
      duration(wayMs),
      duration(handlingMs),
      count(orders),
    ]),
  );
  if (rows.length === 0) return null;
  const columns = ['contender', 'what', 'how', 'on the way', 'handled in', 'orders'];
  return fold(
    'Where an order spends its time',
    html`<p class="quiet">
      Medians over orders that arrived before anything was broken and were confirmed. On the way: of
      a call, what the caller waited beyond the handling; of a message, from its making to the begin
      of its handling, so its sender's commit, the outbox and the topic. Medians do not add up.
    </p>`,
    table('Where an order spends its time', columns, rows),
  );
}
