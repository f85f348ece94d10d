// The kills of a storm: the same real processes for every method, at the same shares of its time.
import { kill, runSchedule, type ScheduledFault } from 'chaos-monkey-lite';
import type { MethodResult } from '../../shared/feed-result.ts';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { Server } from '../../shared/infra/server.ts';
import { hookFault } from '../engine/faults/hook-fault.ts';
import { sleep } from '../engine/load.ts';
import type { FeedScenario } from './feed-scenario.ts';
import type { FeedProcess } from './feed-process.ts';

type Target = FeedScenario['faults'][number]['target'];

/** What can be killed here, and how: a server of somebody else's only by a hook. */
export function targetsOf(
  { kafka, postgres }: Infrastructure,
  feed: FeedProcess,
): Map<Target, ScheduledFault> {
  const targets = new Map<Target, ScheduledFault>([['feed', kill(feed)]]);
  const add = (name: Target, server: Server | undefined) => {
    if (server?.hook) targets.set(name, hookFault('kill', name, server.hook));
    else if (server && !server.external)
      targets.set(
        name,
        kill({
          ...{ name, pid: () => server.pid() },
          ...{ kill: () => server.kill(), start: () => server.start() },
        }),
      );
  };
  add('kafka', kafka);
  add('postgres', postgres);
  return targets;
}

/** Kills and starts again; resolves with the instants as measured, after the start of `lengthMs`. Everything is healed. */
export async function runFaults(
  faults: FeedScenario['faults'],
  targets: Map<Target, ScheduledFault>,
  lengthMs: number,
  signal: AbortSignal,
): Promise<MethodResult['faults']> {
  const planned = faults.flatMap(({ target: name, from, to }) => {
    const fault = targets.get(name);
    if (!fault) return [];
    return [{ name, atMs: from * lengthMs, untilMs: to * lengthMs, fault }];
  });
  const events = await runSchedule(planned, { sleep, signal });
  return events.flatMap(({ injectedAtMs, healedAtMs }, i) => {
    const target = planned[i]?.name;
    if (target === undefined || injectedAtMs === null) return [];
    return [{ kind: 'kill' as const, target, injectedAtMs, healedAtMs }];
  });
}
