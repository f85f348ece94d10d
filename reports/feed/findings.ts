// The few sentences under the verdict of a comparison of change feeds, each computed from its numbers.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { capital, count, duration, figure, listed, percent } from '../numbers.ts';
import { counted } from './circumstances.ts';
import { wasPassed } from './missed-change.ts';

type Methods = readonly MethodResult[];

function median(values: readonly number[]): number | null {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function whatWasMissed({ name, missedChanges: all }: MethodResult): string | null {
  if (all.length === 0) return null;
  const open = median(
    all.flatMap(({ committedAtMs, stampedAtMs }) =>
      committedAtMs === null ? [] : committedAtMs - stampedAtMs,
    ),
  );
  const unheard = all.filter(({ lastDelivered }) => lastDelivered === null).length;
  const passed = all.filter(wasPassed).length;
  const believed = [
    unheard > 0 ? `${count(unheard)} of rows that no reader ever heard of` : null,
    unheard < all.length
      ? `${count(all.length - unheard)} of rows of which a reader knows an older version`
      : null,
  ].filter((part) => part !== null);
  const share = passed === all.length ? 'all of them' : percent(passed, all.length);
  const cursor = passed === 0 ? '' : `, ${share} behind the feed’s cursor`;
  const when = open === null ? '' : `; committed ${duration(open)} after their stamp (median)`;
  return `What ${name} missed: ${listed(believed)}${when}${cursor}.`;
}

function missed(methods: Methods): string | null {
  const lines = methods.map(whatWasMissed).filter((line) => line !== null);
  return lines.length === 0 ? null : lines.join(' ');
}

function seenWords({ name, hardDeletes: { committed, seen } }: MethodResult): string {
  if (seen === committed) return `${name} saw all ${count(committed)}`;
  return `${name} ${seen === 0 ? 'none' : count(seen)} of ${count(committed)}`;
}

function notShown(methods: Methods): string | null {
  const deleting = methods.filter(({ hardDeletes }) => hardDeletes.committed > 0);
  const merging = methods.filter(({ changes }) => changes.superseded > 0);
  const parts = [
    deleting.length > 0 ? `hard deletes: ${deleting.map(seenWords).join(', ')}` : null,
    merging.length > 0
      ? `versions left out because a later one took their place: ${merging.map(({ name, changes }) => `${name} ${percent(changes.superseded, changes.committed)}`).join(', ')}`
      : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `${capital(parts.join('; '))}.`;
}

function delay(methods: Methods): string | null {
  const lines = methods.flatMap(({ name, delayMs: { calm } }) =>
    calm === null ? [] : [`${name} ${duration(calm.p50)} / ${duration(calm.p99)}`],
  );
  return lines.length === 0
    ? null
    : `From commit to topic while it is calm, p50 / p99: ${lines.join(', ')}.`;
}

function backlog(methods: Methods): string | null {
  const lines = methods.flatMap(({ name, backlog: { changes, perSecond } }) => {
    if (changes === 0) return [];
    return [
      perSecond === null
        ? `${name} did not get through`
        : `${name} ${count(Math.round(perSecond))}`,
    ];
  });
  const most = methods.reduce((peak, { backlog: { changes } }) => Math.max(peak, changes), 0);
  return lines.length === 0
    ? null
    : `A backlog of ${counted(most, 'change')}, changes a second: ${lines.join(', ')}.`;
}

function sideBySide(
  methods: Methods,
  title: string,
  words: (method: MethodResult) => string | null,
): string | null {
  const lines = methods.flatMap((method) => {
    const said = words(method);
    return said === null ? [] : [`${method.name} ${said}`];
  });
  return lines.length === 0 ? null : `${title}: ${lines.join(', ')}`;
}

function cost(methods: Methods): string | null {
  const parts = [
    sideBySide(
      methods,
      'CPU while nobody writes, feed + database, of one core',
      ({ idle: { feedCpuPercent: feed, databaseCpuPercent: database } }) =>
        feed === null || database === null ? null : `${figure(feed)} + ${figure(database)} %`,
    ),
    sideBySide(methods, 'a writer’s single-row transaction, p99', ({ load }) =>
      load.writerP99Ms === null ? null : duration(load.writerP99Ms),
    ),
    sideBySide(methods, 'write-ahead log per change', ({ load }) =>
      load.walBytesPerChange === null ? null : `${count(Math.round(load.walBytesPerChange))} bytes`,
    ),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `${capital(parts.join('; '))}.`;
}

function duplicates(methods: Methods): string | null {
  const repeating = methods.filter((one) => one.duplicates > 0);
  if (repeating.length === 0) return null;
  const lines = repeating.map((one) => `${one.name} ${counted(one.duplicates, 'record')}`);
  return `Delivered again: ${lines.join(', ')}; a reader that remembers each key’s last position drops them.`;
}

/** Up to six sentences that explain the verdict; fewer when there is little to tell. */
export function feedFindings({ methods }: FeedResult): string[] {
  return [missed, notShown, delay, backlog, cost, duplicates]
    .map((find) => find(methods))
    .filter((sentence) => sentence !== null)
    .slice(0, 6);
}
