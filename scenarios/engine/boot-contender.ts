// Boots one contender on fresh ground: own database, own topics, four service processes; and takes it all away.
import {
  createRunDatabase,
  type FlightPlan,
  type RunDatabase,
} from '../../shared/db/run-database.ts';
import type { ComposeProject } from '../../shared/infra/compose/compose-project.ts';
import {
  databaseUrlInside,
  kafkaBrokersInside,
} from '../../shared/infra/compose/compose-servers.ts';
import type { KafkaServer } from '../../shared/infra/kafka.ts';
import type { PostgresServer } from '../../shared/infra/postgres.ts';
import type { Instances, Peer, PreparedVariant, ServiceRole } from '../../shared/variant.ts';
import type { CatalogEntry } from './catalog.ts';
import type { FaultOf } from './faults/fault-schema.ts';
import { openLinks, type Links } from './faults/links.ts';
import { allotAddresses } from './service-addresses.ts';
import type { ServiceCondition } from './service-environment.ts';
import { startServices, type ServiceGroup } from './service-group.ts';

/** What a contender needs to run. */
export type BootOptions = {
  entry: CatalogEntry;
  /** Unique; names database, roles, topics and groups. Lower case letters, digits and `_`. */
  runId: string;
  runDir: string;
  seed: number;
  flights: FlightPlan;
  postgres: PostgresServer;
  kafka: KafkaServer | undefined;
  /** Where the services run as containers; absent = as processes. */
  compose?: ComposeProject | undefined;
  /** Links that a proxy shall stand on; all of them must exist in this variant. */
  partitions?: FaultOf<'partition'>[];
  /** Processes per service; absent = one of each. */
  instances?: Instances;
  /** So many more per service may join later; absent = none. */
  joiners?: Instances;
  /** What is so during the whole run. */
  conditions?: ServiceCondition[];
  /** An existing directory for the services' traces; absent = nothing is traced. */
  traceDir?: string;
  /** Traces only orders whose id begins like this; absent = all. */
  tracePrefix?: string;
  signal: AbortSignal;
  /** Hears the name of the instance. */
  onUnexpectedExit: (name: string, how: string) => void;
};

/** A contender whose services are ready. */
export type BootedContender = {
  edgeUrl: string;
  database: RunDatabase;
  prepared: PreparedVariant;
  group: ServiceGroup;
  links: Links;
  /** Stops the services, removes topics and database. Goes on when a step fails. */
  stop(): Promise<void>;
};

/** Longest wait for one step of taking a contender away: a dead server must not hold up the rest. */
const stepDeadlineMs = 15_000;

/** Boots a contender; when a step fails, what was made before is removed and the error thrown. */
export async function bootContender(options: BootOptions): Promise<BootedContender> {
  const { entry, runId, postgres, kafka, compose, partitions = [], conditions = [] } = options;
  const { instances = {}, joiners = {} } = options;
  const cleanUp: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    let isClean = true;
    for (let step = cleanUp.pop(); step; step = cleanUp.pop())
      isClean = (await withDeadline(step(), stepDeadlineMs).catch(() => false)) && isClean;
    // Servers of the run take everything with them.
    if (!isClean && !compose && (postgres.external || kafka?.external))
      process.stderr.write(
        `Not everything could be removed from your servers: look there for topics, groups, a database and roles that begin with ${runId}.\n`,
      );
  };
  try {
    const database = await createRunDatabase(postgres.url, runId, options.flights);
    cleanUp.push(() => database.drop());
    const addresses = await allotAddresses({
      instances,
      joiners,
      contained: compose !== undefined,
    });
    const links = await openLinks(partitions, { addresses, kafka, postgresUrl: postgres.url });
    cleanUp.push(() => links.close());
    const portOf = (from: ServiceRole, to: Peer) => links.between(from, to)[0]?.port;
    const prepared = await entry.variant.prepare({
      contender: entry.contender,
      runId,
      // Only the gateway calls others, so what stands before a service stands between it and the gateway.
      urlOf: (role) =>
        withPort(addresses.urlOf(role), role === 'gateway' ? undefined : portOf('gateway', role)),
      urlsOf: (role) =>
        addresses
          .urlsOf(role)
          .map((url) => withPort(url, role === 'gateway' ? undefined : portOf('gateway', role))),
      checker: database.checker,
      kafkaBrokers: kafka?.brokers ?? [],
      kafkaSecurity: kafka?.security,
      kafkaReplication: kafka?.replication,
      kafkaBrokersOf: (role) => {
        if (compose) return kafka ? kafkaBrokersInside() : [];
        const proxies = links.between(role, 'kafka');
        if (proxies.length === 0) return kafka?.brokers ?? [];
        return proxies.map(({ port }) => `127.0.0.1:${port}`);
      },
    });
    cleanUp.push(() => prepared.close());
    const group = await startServices({
      ...options,
      ...entry,
      prepared,
      addresses,
      instances,
      conditions,
      databaseUrlOf: (role) =>
        compose
          ? databaseUrlInside(database.urlOf(role))
          : withPort(
              database.urlOf(role),
              portOf(role === 'card_network' ? 'billing' : role, 'postgres'),
            ),
    });
    cleanUp.push(() => group.stop());
    return { edgeUrl: addresses.edgeUrl, database, prepared, group, links, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address with another port; the same when there is none to take. Loopback is all a proxy listens on. */
function withPort(address: string, port: number | undefined): string {
  if (port === undefined) return address;
  const url = new URL(address);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href.replace(/\/$/, '');
}

/** Whether the work was done in time. */
async function withDeadline(work: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), deadlineMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
