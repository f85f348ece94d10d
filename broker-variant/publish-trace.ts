// Spans of messages on their way into a topic, from the moment they were made.
import { z } from 'zod';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { epochMs } from '../shared/trace.ts';
import { deadLetterSchema } from './dead-letter.ts';
import type { OutboxRow, Send } from './outbox.ts';
import { hasOutbox, type BrokerPolicy } from './policy.ts';
import { nameWithoutPrefix } from './topics.ts';

const typed = z.object({ type: z.string() });
const envelope = z.object({
  occurredAtMs: z.number(),
  body: z.union([z.object({ command: typed }), z.object({ event: typed })]),
});

/** Sends, and notes down what became of each record; the same `send` when nothing is traced. */
export function tracedSend({ trace, config }: ServiceHost, send: Send, policy: BrokerPolicy): Send {
  if (!trace) return send;
  const note = (row: OutboxRow, sentMs: number, outcome: string) => {
    const { what, madeMs = sentMs } = contentOf(row.value);
    trace({
      ...{ orderId: row.key, service: config.SERVICE_ROLE, kind: 'publish', what, attempt: 1 },
      peer: nameWithoutPrefix(row.topic, config.TOPIC_PREFIX ?? ''),
      ...{ startMs: madeMs, endMs: epochMs(), outcome },
    });
  };
  const failed = hasOutbox(policy) ? 'will retry' : 'not sent';
  return async (rows) => {
    const sentMs = epochMs();
    try {
      await send(rows);
    } catch (error) {
      for (const row of rows) note(row, sentMs, failed);
      throw error;
    }
    for (const row of rows) note(row, sentMs, 'ok');
  };
}

/** What a record says, also one that lies inside a dead letter; `madeMs` is absent for the latter. */
function contentOf(value: string): { what: string; madeMs?: number } {
  const json = jsonIn(value);
  const message = envelope.safeParse(json).data;
  if (message) return { what: typeOf(message.body), madeMs: message.occurredAtMs };
  const letter = deadLetterSchema.safeParse(json).data;
  const inside = letter && Buffer.from(letter.valueBase64, 'base64').toString();
  const dead = inside === undefined ? undefined : envelope.safeParse(jsonIn(inside)).data;
  return { what: dead ? typeOf(dead.body) : 'unreadable record' };
}

function typeOf(body: z.infer<typeof envelope>['body']): string {
  return 'command' in body ? body.command.type : body.event.type;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
