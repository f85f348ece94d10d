// Boots one contender on fresh ground: own database, own topics, four service processes; and takes it all away.
import {
  createRunDatabase,
  type FlightPlan,
  type RunDatabase,
} from '../../shared/db/run-database.ts';
import type { KafkaServer } from '../../shared/infra/kafka.ts';
import type { PostgresServer } from '../../shared/infra/postgres.ts';
import type { PreparedVariant, ServiceRole } from '../../shared/variant.ts';
import type { CatalogEntry } from './catalog.ts';
import { allotAddresses, startServices, type ServiceGroup } from './service-group.ts';

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
  signal: AbortSignal;
  onUnexpectedExit: (role: ServiceRole, how: string) => void;
};

/** A contender whose services are ready. */
export type BootedContender = {
  edgeUrl: string;
  database: RunDatabase;
  prepared: PreparedVariant;
  group: ServiceGroup;
  /** Stops the services, removes topics and database. Goes on when a step fails. */
  stop(): Promise<void>;
};

/** Longest wait for one step of taking a contender away: a dead server must not hold up the rest. */
const stepDeadlineMs = 15_000;

/** Boots a contender; when a step fails, what was made before is removed and the error thrown. */
export async function bootContender(options: BootOptions): Promise<BootedContender> {
  const { entry, runId, postgres, kafka } = options;
  const cleanUp: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let step = cleanUp.pop(); step; step = cleanUp.pop())
      await withDeadline(step(), stepDeadlineMs).catch(() => undefined);
  };
  try {
    const database = await createRunDatabase(postgres.url, runId, options.flights);
    cleanUp.push(() => database.drop());
    const addresses = await allotAddresses();
    const prepared = await entry.variant.prepare({
      contender: entry.contender,
      runId,
      urlOf: addresses.urlOf,
      checker: database.checker,
      kafkaBrokers: kafka?.brokers ?? [],
      kafkaBrokersOf: () => kafka?.brokers ?? [],
    });
    cleanUp.push(() => prepared.close());
    const group = await startServices({ ...options, ...entry, prepared, database, addresses });
    cleanUp.push(() => group.stop());
    return { edgeUrl: addresses.urlOf('gateway'), database, prepared, group, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function withDeadline(work: Promise<unknown>, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadlineMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
