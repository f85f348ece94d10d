// Settings of an embedded broker: KRaft nodes, tuned so that a killed one is soon back (DESIGN §12).
import { replicationOf } from './kafka-nodes.ts';
import type { KafkaSettings } from './server.ts';

/** Ports of one node. */
export type KafkaPorts = {
  client: number;
  controller: number;
  /** A second way in for clients, and the port they are told to use for it: a link proxy stands there. */
  link: number;
  linkAdvertised: number;
};

/** Where a node stands in its cluster: ids count from 1, in the order of the controller ports. */
export type ClusterPlace = { id: number; controllerPorts: readonly number[] };

/** `server.properties` of a node; without a place it is a cluster of its own. */
export function serverProperties(
  dataDir: string,
  ports: KafkaPorts,
  { id, controllerPorts }: ClusterPlace = { id: 1, controllerPorts: [ports.controller] },
): string {
  const { factor, minInSync } = replicationOf(controllerPorts.length);
  const voters = controllerPorts.map((port, i) => `${i + 1}@127.0.0.1:${port}`);
  return `${[
    'process.roles=broker,controller',
    `node.id=${id}`,
    `controller.quorum.voters=${voters.join(',')}`,
    `listeners=CLIENT://127.0.0.1:${ports.client},LINK://127.0.0.1:${ports.link},CONTROLLER://127.0.0.1:${ports.controller}`,
    `advertised.listeners=CLIENT://127.0.0.1:${ports.client},LINK://127.0.0.1:${ports.linkAdvertised}`,
    'listener.security.protocol.map=CLIENT:PLAINTEXT,LINK:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=CLIENT',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${dataDir}`,
    'auto.create.topics.enable=false',
    // With the defaults a killed node waits 9 s for its own registration to expire.
    'broker.session.timeout.ms=2000',
    'broker.heartbeat.interval.ms=300',
    // The default holds every first join back for 3 s.
    'group.initial.rebalance.delay.ms=0',
    'group.min.session.timeout.ms=1000',
    'offsets.topic.num.partitions=4',
    `default.replication.factor=${factor}`,
    `min.insync.replicas=${minInSync}`,
    // A replica that was behind must never lead: it would forget what was acknowledged.
    'unclean.leader.election.enable=false',
    `offsets.topic.replication.factor=${factor}`,
    'transaction.state.log.num.partitions=1',
    `transaction.state.log.replication.factor=${factor}`,
    `transaction.state.log.min.isr=${minInSync}`,
    'share.coordinator.state.topic.num.partitions=1',
    `share.coordinator.state.topic.replication.factor=${factor}`,
    `share.coordinator.state.topic.min.isr=${minInSync}`,
    // Nothing a run writes may expire under it.
    'log.retention.ms=-1',
    'num.network.threads=2',
    'num.io.threads=4',
    'log.cleaner.enable=false',
  ].join('\n')}\n`;
}

/** The properties with these settings instead or beside. */
export function withSettings(properties: string, change: KafkaSettings = () => ({})): string {
  const usual = new Map(
    properties
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const changed = new Map([...usual, ...Object.entries(change(usual))]);
  return [...changed].map(([name, value]) => `${name}=${value}\n`).join('');
}

/** log4j 2 settings: warnings and the life of the server, into one file. */
export function loggingConfig(): string {
  return `Configuration:
  Appenders:
    Console:
      name: OUT
      PatternLayout:
        pattern: "%d{HH:mm:ss.SSS} %p %m (%c{1})%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: OUT
    Logger:
      - name: kafka.server.KafkaRaftServer
        level: INFO
`;
}

/** JVM settings: small heap and serial collector, for a machine that the services (and other nodes) share. */
export function jvmFlags(nodes: number): string[] {
  return [
    ...(nodes === 1 ? ['-Xmx512m', '-Xms256m'] : ['-Xmx384m', '-Xms192m']),
    '-XX:+UseSerialGC',
    // C1 only: the optimising compiler would compete with the services for the first minutes.
    '-XX:TieredStopAtLevel=1',
    '-XX:-UsePerfData',
    '-Xshare:auto',
    '-Dfile.encoding=UTF-8',
  ];
}
