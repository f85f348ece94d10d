// Under what a change feed was run, and every reason to doubt what came of it, in words.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { capital, count, duration, listed, percent, range } from '../numbers.ts';

type Target = MethodResult['faults'][number]['target'];

const names: Record<Target, string> = {
  feed: 'the feed',
  postgres: 'PostgreSQL',
  kafka: 'Kafka',
};

/** What was killed, as the charts name it. */
export function targetName(target: Target): string {
  return names[target];
}

/** `1 row`, `2 rows`. */
export function counted(size: number, one: string, many = `${one}s`): string {
  return `${count(size)} ${size === 1 ? one : many}`;
}

function times(most: number): string {
  return most === 1 ? 'once' : `${count(most)} times`;
}

function kills({ methods }: FeedResult): string | null {
  const clauses = Object.entries(names).flatMap(([target, name]) => {
    const perMethod = methods.map(
      ({ faults }) => faults.filter((fault) => fault.target === target).length,
    );
    const most = Math.max(0, ...perMethod);
    return most === 0 ? [] : [`${name} ${times(most)}`];
  });
  return clauses.length === 0 ? null : `killed: ${listed(clauses)}`;
}

/** `12 writers, 30 % of them hold … open for 0.5–4 s; killed: the feed 2 times, …`. */
export function feedCircumstances(result: FeedResult): string {
  const { writers, longShare, longTransactionMs, calmPerSecond } = result.scenario;
  const [shortest, longest] = longTransactionMs;
  const long =
    longShare > 0
      ? `, of which ${percent(longShare, 1)} hold their transactions open for ${range(duration(shortest), duration(longest))}`
      : '';
  const parts = [
    `${counted(writers, 'writer')}${long}`,
    `${counted(calmPerSecond, 'change')} a second while it is calm`,
    kills(result) ?? 'nothing killed',
  ];
  return capital(parts.join('; '));
}

/** Every reason for doubt, the run's own first, each said once. */
export function feedDoubts(result: FeedResult): string[] {
  const ofMethods = result.methods.flatMap(({ name, warnings }) =>
    warnings.map((warning) => `${name}: ${warning}`),
  );
  return [...new Set([...result.warnings, ...ofMethods])];
}
