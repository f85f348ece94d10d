// Spans of messages being handled: when their batch was begun, how it ended for each of them.
import type { Message } from '../shared/domain/message.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { epochMs } from '../shared/trace.ts';
import type { Delivery } from './delivery.ts';
import { nameWithoutPrefix } from './topics.ts';

type Known = Pick<Delivery<Message<unknown>>, 'topic' | 'message'>;

/** What became of a message whose handling did not simply succeed. */
export type Note = 'ignored' | 'dead-lettered';

/** Watches one batch. Exactly one of `end` and `fail` closes it. */
export type BatchTrace = {
  /**
   * These have been handled, which a fault may still declare failed; those that are not `fresh` were repeats.
   * `notes` by message id.
   */
  handled(deliveries: Known[], fresh: Known[], notes?: ReadonlyMap<string, Note>): void;
  /** The batch is over; `outcomeOf` the failed ones, by message id. */
  end(failed: { message: Known }[], outcomeOf: (messageId: string) => string): void;
  /** The batch broke down. */
  fail(outcome: string): void;
};

/** Starts to watch a batch; `attempts` = how often messages had been tried before. */
export function traceBatch(
  { trace, config }: ServiceHost,
  deliveries: Known[],
  attempts: ReadonlyMap<string, number>,
): BatchTrace {
  if (!trace) return untraced;
  const startMs = epochMs();
  const handled = new Map<Known, { endMs: number; outcome: string }>();
  const note = ({ topic, message }: Known, endMs: number, outcome: string) =>
    trace({
      ...{ orderId: message.orderId, service: config.SERVICE_ROLE, kind: 'consume', outcome },
      peer: nameWithoutPrefix(topic, config.TOPIC_PREFIX ?? ''),
      ...{ what: typeOf(message.body), startMs, endMs },
      attempt: (attempts.get(message.messageId) ?? 0) + 1,
    });
  const noteHandled = (except: ReadonlySet<Known>) => {
    for (const [delivery, { endMs, outcome }] of handled)
      if (!except.has(delivery)) note(delivery, endMs, outcome);
  };
  return {
    handled: (some, fresh, notes) => {
      const endMs = epochMs();
      const unseen = new Set(fresh);
      const outcomeOf = (delivery: Known) =>
        unseen.has(delivery) ? (notes?.get(delivery.message.messageId) ?? 'ok') : 'absorbed';
      for (const delivery of some) handled.set(delivery, { endMs, outcome: outcomeOf(delivery) });
    },
    end: (failed, outcomeOf) => {
      const endMs = epochMs();
      noteHandled(new Set(failed.map(({ message }) => message)));
      for (const { message } of failed) note(message, endMs, outcomeOf(message.message.messageId));
    },
    fail: (outcome) => {
      const endMs = epochMs();
      noteHandled(new Set());
      for (const delivery of deliveries) if (!handled.has(delivery)) note(delivery, endMs, outcome);
    },
  };
}

const untraced: BatchTrace = {
  handled: () => undefined,
  end: () => undefined,
  fail: () => undefined,
};

function typeOf(body: unknown): string {
  const inner =
    typeof body !== 'object' || body === null
      ? undefined
      : 'command' in body
        ? body.command
        : 'event' in body
          ? body.event
          : undefined;
  const isTyped = typeof inner === 'object' && inner !== null && 'type' in inner;
  return isTyped && typeof inner.type === 'string' ? inner.type : 'message';
}
