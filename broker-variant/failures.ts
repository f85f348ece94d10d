// Messages whose handler failed, where there is a retry queue: they wait in it, and in the end become dead letters.
import type { Sql } from '../shared/db/database.ts';
import type { Message } from '../shared/domain/message.ts';
import type { ServiceRole } from '../shared/variant.ts';
import { deadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import { rememberCopies, type LogRecord } from './inbox.ts';
import type { OutboxRow } from './outbox.ts';
import type { BrokerPolicy } from './policy.ts';
import { postpone, removeWaiting, type WaitingMessage } from './retry-queue.ts';

/** A message that failed; an error that is not `retriable` would only come again. */
export type Failure<M> = { message: Delivery<M>; error: Error & { retriable: boolean } };

/** What is to happen to a batch after its effect. */
export type Settlement = {
  waiting: WaitingMessage[];
  dead: OutboxRow[];
  /** Further records of a message that waits: of no consequence, but they were received. */
  copies: LogRecord[];
  /** Messages that leave the retry queue. */
  finished: string[];
};

/** Decides for each message; `attempts` = how often those from the retry queue had been tried before. */
export function settle<M extends Message<unknown>>(
  deliveries: Delivery<M>[],
  failed: Failure<M>[],
  attempts: ReadonlyMap<string, number>,
  maxAttempts: number,
): Settlement {
  const failures = new Map<string, Failure<M>>();
  const settlement: Settlement = { waiting: [], dead: [], copies: [], finished: [] };
  for (const failure of failed) {
    const { messageId } = failure.message.message;
    if (failures.has(messageId)) settlement.copies.push({ ...failure.message, messageId });
    else failures.set(messageId, failure);
  }
  for (const { message } of deliveries)
    if (attempts.has(message.messageId) && !failures.has(message.messageId))
      settlement.finished.push(message.messageId);
  for (const [messageId, { message, error }] of failures) {
    const tries = (attempts.get(messageId) ?? 0) + 1;
    if (error.retriable && tries < maxAttempts) {
      settlement.waiting.push({ ...message, messageId, attempts: tries });
      continue;
    }
    const times = tries === 1 ? 'once' : `${tries} times`;
    settlement.dead.push(deadLetter(message, `failed ${times}: ${error.message}`));
    if (attempts.has(messageId)) settlement.finished.push(messageId);
  }
  return settlement;
}

/** Writes the retry queue's part of a settlement. */
export async function storeSettlement(
  sql: Sql,
  service: ServiceRole,
  { waiting, copies, finished }: Settlement,
  policy: BrokerPolicy,
): Promise<void> {
  const known = waiting.length > 0 ? await postpone(sql, service, waiting, policy) : [];
  await rememberCopies(sql, service, [...copies, ...known]);
  await removeWaiting(sql, service, finished);
}
