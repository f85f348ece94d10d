// Settings of the embedded broker: one KRaft node, tuned so that a killed one is soon back (DESIGN §12).
import type { KafkaSettings } from './server.ts';

/** Ports of a single node. */
export type KafkaPorts = {
  client: number;
  controller: number;
  /** A second way in for clients, and the port they are told to use for it: a link proxy stands there. */
  link: number;
  linkAdvertised: number;
};

/** `server.properties` of the node. */
export function serverProperties(dataDir: string, ports: KafkaPorts): string {
  return `${[
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${ports.controller}`,
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
    'offsets.topic.replication.factor=1',
    'transaction.state.log.num.partitions=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.num.partitions=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
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

/** JVM settings: small heap and serial collector, for a machine that the services share. */
export const jvmFlags = [
  '-Xmx512m',
  '-Xms256m',
  '-XX:+UseSerialGC',
  // C1 only: the optimising compiler would compete with the services for the first minutes.
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-Xshare:auto',
  '-Dfile.encoding=UTF-8',
] as const;
