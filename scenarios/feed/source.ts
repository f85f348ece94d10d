// Where a feed reads and writes: the servers of the environment's variables, or a live session on this machine.
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { brokersIn } from '../../shared/infra/external-kafka.ts';
import { readKafkaSecurity, type KafkaSecurity } from '../../shared/kafka-security.ts';
import { nearestName, UsageError } from '../engine/arguments.ts';
import { loadContenders } from '../engine/catalog.ts';
import { findSession, type LiveSession } from '../live/feed-source.ts';

/** Where a table and a topic are. */
export type FeedSource = {
  /** Holds a password, never to be logged. */
  databaseUrl: string;
  kafkaBrokers: string[];
  /** How that Kafka is reached; absent = plain connections, no login. */
  kafkaSecurity?: KafkaSecurity | undefined;
  /** For people. */
  where: string;
  /** The database is the session's own, so that columns and triggers may be added to it. */
  isOurs: boolean;
  /** Whether it is still there; somebody else's servers always are. */
  isThere(): boolean;
};

/** The source; throws UsageError when there is none to choose, EnvironmentError when it cannot be fed from. */
export async function chooseSource(
  { contender }: { contender: string | undefined },
  env: NodeJS.ProcessEnv,
  find: () => LiveSession | undefined = findSession,
): Promise<FeedSource> {
  const { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers } = env;
  if (databaseUrl && brokers && contender === undefined) {
    const kafkaSecurity = readKafkaSecurity(env);
    return {
      ...{ databaseUrl, kafkaBrokers: brokersIn(brokers) },
      ...(kafkaSecurity ? { kafkaSecurity } : {}),
      ...{ where: 'DATABASE_URL', isOurs: false, isThere: () => true },
    };
  }
  const session = find();
  if (!session)
    throw new UsageError(
      contender === undefined
        ? 'where from? Start "npm run live" in another terminal, or set both DATABASE_URL and KAFKA_BROKERS'
        : '--contender: there is no running "npm run live" whose contender this could be; start one in another terminal',
    );
  const { url, contender: chosen } = await chooseDatabase(session, contender);
  // A session on a cluster of the user's has it from the same variables; one with its own Kafka has no security.
  const isSame = !!brokers && brokersIn(brokers).join() === session.kafkaBrokers.join();
  const kafkaSecurity = isSame ? readKafkaSecurity(env) : undefined;
  return {
    ...{ databaseUrl: url, kafkaBrokers: session.kafkaBrokers, isThere: session.isRunning },
    ...(kafkaSecurity ? { kafkaSecurity } : {}),
    ...{ where: `npm run live (${chosen})`, isOurs: true },
  };
}

async function chooseDatabase(
  { databases, kafkaBrokers }: LiveSession,
  contender: string | undefined,
): Promise<LiveSession['databases'][number]> {
  const names = databases.map((database) => database.contender);
  const named = databases.find((database) => database.contender === contender);
  if (contender !== undefined && !named) {
    const near = nearestName(contender, names);
    throw new UsageError(
      `--contender: "npm run live" has no contender "${contender}"${near ? `; did you mean "${near}"?` : ''} (it has: ${names.join(', ')})`,
    );
  }
  if (kafkaBrokers.length === 0)
    throw new EnvironmentError(
      `"npm run live" runs without Kafka (${names.join(', ')}): start it with a contender that has topics, as in npm run live -- --contenders rest,broker`,
    );
  if (named) return named;
  const known = await loadContenders();
  const first = databases.find((database) => known.get(database.contender)?.variant.changeFeed);
  if (!first)
    throw new EnvironmentError(
      `no contender of "npm run live" has topics (${names.join(', ')}): name the one whose table you mean with --contender`,
    );
  return first;
}
