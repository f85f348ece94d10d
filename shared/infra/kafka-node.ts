// One node of an embedded Kafka: its process, its listeners, and how it is started, killed and shut down.
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { delimiter, join } from 'node:path';
import type { Java } from './java.ts';
import { classArchive, type ClassArchive } from './kafka-class-archive.ts';
import {
  jvmFlags,
  loggingConfig,
  serverProperties,
  withSettings,
  type KafkaPorts,
} from './kafka-config.ts';
import { userCacheDir } from './kafka-jars.ts';
import { isMember } from './kafka-ready.ts';
import { formatStorage } from './kafka-storage.ts';
import { signalGroup } from './process-identity.ts';
import { startProcess, type ManagedProcess } from './process.ts';
import type { KafkaSettings, Server } from './server.ts';
import { waitUntil } from './wait.ts';

/** A node; `stop` is an orderly shutdown that hands its partitions over first, as far as others are there. */
export type KafkaNode = Server & {
  /** What faults and figures call it: `kafka`, or in a cluster `kafka-1` and so on. */
  name: string;
  /** The same for people. */
  title: string;
  id: number;
  /** Where its clients come in, `host:port`. */
  address: string;
  /**
   * Where a link proxy may stand: clients that come in through `port` are sent on to `advertisedPort`,
   * where nobody listens until a proxy does.
   */
  link: { port: number; advertisedPort: number };
};

/** What all nodes of a cluster share. */
export type ClusterPlan = {
  java: Java;
  jars: string[];
  clusterId: string;
  /** Of every node, in the order of their ids. */
  ports: readonly KafkaPorts[];
  /** Settings beyond the usual ones; each node is shown its own. */
  kafkaSettings: KafkaSettings | undefined;
  signal: AbortSignal | undefined;
};

// One to seven seconds; thirty on a machine whose cores a dozen others want, too.
const readyDeadlineMs = 60_000;
// Three of them start at once, and a lone one of three waits for a second to be ready at all.
const memberDeadlineMs = 60_000;
const stopGraceMs = 5_000;
// Four seconds; cut short, the next end would have to write it again.
const archiveGraceMs = 60_000;

/** Formats a node's storage below `dir`; it does not run yet. */
export async function createNode(
  id: number,
  dir: string,
  { java, jars, clusterId, ports, kafkaSettings, signal }: ClusterPlan,
): Promise<KafkaNode> {
  const own = ports[id - 1];
  if (!own) throw new Error(`node ${id} has no ports`);
  const isAlone = ports.length === 1;
  const title = isAlone ? 'Kafka' : `Kafka node ${id}`;
  const address = `127.0.0.1:${own.client}`;
  mkdirSync(dir, { recursive: true });
  const properties = join(dir, 'server.properties');
  const place = { id, controllerPorts: ports.map(({ controller }) => controller) };
  const usual = serverProperties(join(dir, 'data'), own, place);
  // Settings may hold passwords.
  writeFileSync(properties, withSettings(usual, kafkaSettings), { mode: 0o600 });
  writeFileSync(join(dir, 'log4j2.yaml'), loggingConfig());
  await formatStorage(join(dir, 'data'), { clusterId, nodeId: id });

  const launch = (archive: ClassArchive) =>
    startProcess({
      name: title,
      command: java.path,
      args: [
        ...jvmFlags(ports.length),
        ...archive.flags,
        `-Dlog4j2.configurationFile=${join(dir, 'log4j2.yaml')}`,
        '-cp',
        jars.join(delimiter),
        'kafka.Kafka',
        properties,
      ],
      cwd: dir,
      logFile: join(dir, 'kafka.log'),
      // Out of the terminal's process group: Ctrl-C is for the harness, which then stops us in order.
      detached: true,
      // At the end of a run all nodes go, and the last of them would wait in vain for a quorum to let it go.
      ...(isAlone ? {} : { stopSignal: 'SIGKILL' as const }),
      ...(archive.keep ? { graceMs: archiveGraceMs } : {}),
    });
  let node: ManagedProcess | undefined;
  const start = async () => {
    // Writing it takes seconds, and nodes of a cluster are restarted in the middle of a scenario.
    const archive = await classArchive(java, jars, {
      ...{ cache: userCacheDir(), dir, mayWrite: isAlone },
    });
    const started = await launch(archive);
    node = started;
    try {
      await waitUntil(
        `${title} to answer metadata`,
        async () => {
          if (!started.running())
            throw new Error(`${title} ended while starting: ${started.logTail(8)}`);
          return isMember(address, id);
        },
        {
          ...{ deadlineMs: isAlone ? readyDeadlineMs : memberDeadlineMs, signal },
          everyMs: isAlone ? 50 : 100,
        },
      );
    } catch (error) {
      await started.kill();
      throw error;
    }
    const { keep } = archive;
    // Only of one that was ready: another has not loaded its classes yet.
    if (keep)
      void started.exited.then(({ signal: killedBy }) => {
        if (killedBy === null) keep();
      });
  };
  return {
    name: isAlone ? 'kafka' : `kafka-${id}`,
    ...{ title, id, address, external: false },
    link: { port: own.link, advertisedPort: own.linkAdvertised },
    pid: () => (node?.running() ? node.pid : undefined),
    get exited() {
      return node?.exited ?? Promise.resolve({ code: null, signal: null });
    },
    kill: async () => {
      await node?.kill();
    },
    start: async () => {
      if (!node?.running()) await start();
    },
    stop: async () => {
      if (node?.running()) await shutDown(node);
    },
  };
}

/** SIGTERM, whatever ends it at the end of a run; SIGKILL when it has not gone in time. */
async function shutDown(node: ManagedProcess): Promise<void> {
  signalGroup(node.pid, 'SIGTERM');
  // A process that a fault has paused hears nothing but this.
  signalGroup(node.pid, 'SIGCONT');
  const timer = new AbortController();
  await Promise.race([
    node.exited,
    delay(stopGraceMs, undefined, { signal: timer.signal }).catch(() => undefined),
  ]);
  timer.abort();
  if (node.running()) await node.kill();
}
