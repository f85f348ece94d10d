// The kills of a storm: the same real processes for every method, at the same shares of its time.
import { kill, runSchedule, type FaultTarget } from 'chaos-monkey-lite';
import type { MethodResult } from '../../shared/feed-result.ts';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { Server } from '../../shared/infra/server.ts';
import { sleep } from '../engine/load.ts';
import type { FeedScenario } from './feed-scenario.ts';
import type { FeedProcess } from './feed-process.ts';

type Target = FeedScenario['faults'][number]['target'];

/** What can be killed here: a server of somebody else's cannot. */
export function targetsOf(
  { kafka, postgres }: Infrastructure,
  feed: FeedProcess,
): Map<Target, FaultTarget> {
  const targets = new Map<Target, FaultTarget>([['feed', feed]]);
  const add = (name: Target, server: Server | undefined) => {
    if (server && !server.external)
      targets.set(name, {
        ...{ name, pid: () => server.pid() },
        ...{ kill: () => server.kill(), start: () => server.start() },
      });
  };
  add('kafka', kafka);
  add('postgres', postgres);
  return targets;
}

/** Kills and starts again; resolves with the instants as measured, after the start of `lengthMs`. Everything is healed. */
export async function runFaults(
  faults: FeedScenario['faults'],
  targets: Map<Target, FaultTarget>,
  lengthMs: number,
  signal: AbortSignal,
): Promise<MethodResult['faults']> {
  const planned = faults.flatMap(({ target: name, from, to }) => {
    const target = targets.get(name);
    if (!target) return [];
    return [{ name, atMs: from * lengthMs, untilMs: to * lengthMs, fault: kill(target) }];
  });
  const events = await runSchedule(planned, { sleep, signal });
  return events.flatMap(({ injectedAtMs, healedAtMs }, i) => {
    const target = planned[i]?.name;
    if (target === undefined || injectedAtMs === null) return [];
    return [{ kind: 'kill' as const, target, injectedAtMs, healedAtMs }];
  });
}
