// Faults of Kafka as a cluster: all nodes or one of them at once, and all of them one after another.
import type { FaultTarget, Heal, ScheduledFault } from 'chaos-monkey-lite';
import type { KafkaServer } from '../../../shared/infra/kafka.ts';
import { isInSync } from '../../../shared/infra/kafka-ready.ts';
import { waitUntil } from '../../../shared/infra/wait.ts';
import { sleep } from '../load.ts';

const inSyncDeadlineMs = 30_000;

/** The nodes that `kafka` (all) or `kafka-2` (that one) stands for. Throws when there is none. */
export function nodesOf(target: string, kafka: KafkaServer | undefined): FaultTarget[] {
  const nodes = (kafka?.nodes ?? []).filter(({ name }) => target === 'kafka' || name === target);
  if (nodes.length === 0) throw new Error(`${target} was not started`);
  return nodes.map((node) => ({
    name: node.name,
    pid: () => node.pid(),
    kill: () => node.kill(),
    start: () => node.start(),
  }));
}

/** One fault made of the same fault of several processes; its pid is that of the first. */
export function together(target: string, faults: ScheduledFault[]): ScheduledFault {
  const [first] = faults;
  if (!first) throw new Error(`there is nothing to hit in ${target}`);
  return {
    kind: first.kind,
    target,
    pid: () => first.pid?.(),
    inject: async () => {
      const results = await Promise.allSettled(faults.map((fault) => fault.inject()));
      const heals = results.flatMap((result) =>
        result.status === 'fulfilled' ? result.value : [],
      );
      const heal = () => Promise.all(heals.map((one) => one())).then(() => undefined);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) {
        await heal();
        throw failed.reason;
      }
      return heal;
    },
  };
}

/**
 * Shuts down every node in an orderly way and starts it again, one after another and spread over the window; the
 * next one is touched when the one before has caught up. The heal waits for the node at hand and touches no other.
 */
export function rollingRestart(
  { nodes, brokers }: KafkaServer,
  windowMs: number,
): { fault: ScheduledFault; restarts: () => number } {
  let restarts = 0;
  const inject = async (): Promise<Heal> => {
    const over = new AbortController();
    const startedAtMs = performance.now();
    const rolling = (async () => {
      for (const [n, node] of nodes.entries()) {
        const dueMs = startedAtMs + (n * windowMs) / nodes.length;
        await sleep(Math.max(0, dueMs - performance.now()), over.signal);
        if (over.signal.aborted) return;
        try {
          await node.stop();
        } finally {
          await node.start();
        }
        await waitUntil(`${node.title} to catch up`, () => isInSync(brokers, node.id), {
          ...{ deadlineMs: inSyncDeadlineMs, everyMs: 200 },
        });
        restarts++;
      }
    })();
    // Awaited by the heal; until then a failure must not count as unhandled.
    rolling.catch(() => undefined);
    return async () => {
      over.abort();
      await rolling;
    };
  };
  const pid = () => nodes[0]?.pid();
  return {
    fault: { kind: 'rolling-restart', target: 'kafka', pid, inject },
    restarts: () => restarts,
  };
}
