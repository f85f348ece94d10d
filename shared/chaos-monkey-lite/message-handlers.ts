// Puts the same faults around message handlers, one message at a time or a batch at a time.
import { crash } from './crash.ts';
import type { FaultSet, Hit } from './fault-set.ts';
import type { FaultPoint } from './fault.ts';
import { InjectedFault } from './injected-fault.ts';

/** What identifies a message: the same for every redelivery, for example an order id. */
export type WrapOptions<Message> = { key: (message: Message) => string };

/** The messages of a batch that a fault has failed; all others have been handled. */
export type BatchResult<Message> = { failed: { message: Message; error: InjectedFault }[] };

/** Wraps a handler of single messages. A hit rejects with `InjectedFault`, or delays. */
export function wrapHandler<Message, Result>(
  faults: FaultSet,
  target: string,
  handler: (message: Message) => Promise<Result>,
  { key }: WrapOptions<Message>,
): (message: Message) => Promise<Result> {
  return async (message) => {
    const hit = faults.hit(target, key(message));
    if (hit?.fault.point === 'before') await strike(hit);
    const overload = faults.capacity(target, 1);
    const result = await (overload ? overload.wrap(handler)(message) : handler(message));
    if (hit?.fault.point === 'after') await strike(hit);
    return result;
  };
}

/**
 * Wraps a handler of batches. Messages hit before the effect are `kept` from the handler; the others go to it in
 * ONE call (none left: no call); those hit after the effect are handled and then reported failed.
 * Latencies of a batch overlap: it waits once, for the longest. A hang delays the whole batch's result, as a
 * stuck consumer does. A capacity delays and never rejects; it hands the batch over bit by bit, as it serves it.
 * If the handler throws, so does the batch.
 */
export function wrapBatchHandler<Message>(
  faults: FaultSet,
  target: string,
  handler: (messages: Message[], kept: Message[]) => Promise<void>,
  { key }: WrapOptions<Message>,
): (messages: Message[]) => Promise<BatchResult<Message>> {
  return async (messages) => {
    const entries = messages.map((message) => ({ message, hit: faults.hit(target, key(message)) }));
    const delays = (point: FaultPoint): Promise<unknown> =>
      Promise.all(
        entries.flatMap(({ hit }) =>
          hit?.fault.kind === 'latency' && hit.fault.point === point ? [hit.hold()] : [],
        ),
      );
    const isKept = ({ hit }: (typeof entries)[number]) =>
      hit?.fault.point === 'before' && fails(hit);
    const kept = entries.filter(isKept).map(({ message }) => message);
    const handed = entries.filter((entry) => !isKept(entry)).map(({ message }) => message);

    const crashAt = (point: FaultPoint): void => {
      if (entries.some(({ hit }) => hit?.fault.kind === 'crash' && hit.fault.point === point))
        crash();
    };

    crashAt('before');
    await delays('before');
    const capacity = handed.length > 0 ? faults.capacity(target, handed.length) : undefined;
    const served = chunksOf(handed, capacity?.load().slots).map((some) => ({
      some,
      done: capacity?.throttle(some.length),
    }));
    for (const { some, done } of served) {
      await done;
      await handler(some, kept);
    }
    crashAt('after');
    await delays('after');

    const failures = await Promise.all(
      entries.map(async ({ message, hit }) => {
        if (!hit || !fails(hit)) return [];
        await hit.hold();
        return [{ message, error: new InjectedFault(hit.fault) }];
      }),
    );
    return { failed: failures.flat() };
  };
}

/** As many at a time as there are slots; all at once without a limit. */
function chunksOf<Message>(messages: Message[], slots = messages.length): Message[][] {
  const chunks: Message[][] = [];
  for (let from = 0; from < messages.length; from += slots)
    chunks.push(messages.slice(from, from + slots));
  return chunks;
}

function fails(hit: Hit): boolean {
  return hit.fault.kind !== 'latency';
}

async function strike(hit: Hit): Promise<void> {
  if (hit.fault.kind === 'crash') crash();
  await hit.hold();
  if (fails(hit)) throw new InjectedFault(hit.fault);
}
