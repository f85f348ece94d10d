// What kept the orders through a fault: storing them before answering, retrying, or nothing; never just "Kafka".
import type { ContenderResult } from '../shared/run-result.ts';
import { lossSplit, lostSpread } from './loss-words.ts';
import { listed } from './numbers.ts';

function lossOf(contender: ContenderResult): number {
  return lostSpread(contender)?.max ?? 0;
}

/** Whether a contender stores an order and says “accepted” before it is decided. */
export function acceptsFirst(contender: ContenderResult): boolean {
  return contender.runs.some((run) => run.timeline.some((bucket) => bucket.answered.accepted > 0));
}

function isRest(contender: ContenderResult): boolean {
  return contender.variant.startsWith('rest');
}

function names(some: readonly ContenderResult[]): string {
  return listed(some.map(({ name }) => name));
}

/** Whether it calls again after a failure; what is not said in the policy is not credited. */
function retries({ policy }: ContenderResult): boolean {
  const { attempts } = policy;
  return typeof attempts === 'number' && attempts > 1;
}

/** `rest-key kept every order over plain HTTP, by retrying`, and likewise for those that only waited; null for nobody. */
function withoutStore(kept: readonly ContenderResult[]): string | null {
  const retried = kept.filter(retries);
  const waited = kept.filter((one) => !retries(one));
  const parts = [
    retried.length > 0 && `${names(retried)} kept every order over plain HTTP, by retrying`,
    waited.length > 0 && `${names(waited)} kept every order over plain HTTP, by waiting it out`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : `${parts.join('; ')}: this fault did not need a broker.`;
}

const saves = 'what saves orders is durable store-and-forward, not Kafka as such';

function stored(saved: readonly ContenderResult[], all: readonly ContenderResult[]): string {
  const overRest = saved.filter(isRest);
  const others = saved.filter((one) => !isRest(one));
  if (overRest.length > 0) {
    const too = others.length > 0 ? `, as ${names(others)} did over Kafka` : '';
    return `${names(overRest)} kept every order over plain HTTP${too}: ${saves}.`;
  }
  const lossy = all.filter((one) => !isRest(one) && !saved.includes(one) && lossOf(one) > 0);
  const proof =
    lossy.length > 0
      ? `${names(lossy)} used the same Kafka and lost orders`
      : 'the same with plain HTTP is rest-outbox, which was not part of this run';
  return `${names(others)} stored each order before answering, and kept every one: ${saves} (${proof}).`;
}

/** Up to three sentences; null when nobody lost an order or nobody kept them all. */
export function durabilityWords(contenders: readonly ContenderResult[]): string | null {
  if (!contenders.some((one) => lossOf(one) > 0)) return null;
  const kept = contenders.filter((one) => lossOf(one) === 0);
  const saved = kept.filter(acceptsFirst);
  const unstored = kept.filter((one) => isRest(one) && !acceptsFirst(one));
  const honest = contenders.filter((one) => {
    const split = lossSplit(one.runs);
    return isRest(one) && split.refused + split.unanswered > 0 && split.silent + split.harm === 0;
  });
  const sentences = [
    withoutStore(unstored) ?? false,
    saved.length > 0 && stored(saved, contenders),
    honest.length > 0 &&
      saved.length > 0 &&
      `${names(honest)} accepted no order that it then lost: the fault cost sales, not broken promises.`,
  ].filter((sentence) => sentence !== false);
  return sentences.length === 0 ? null : sentences.join(' ');
}
