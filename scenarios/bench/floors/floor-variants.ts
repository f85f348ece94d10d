// The floors as the harness sees them: they are booted, watched and stopped by the code that does it for contenders.
import type { Admin } from 'kafkajs';
import { environmentOfSecurity } from '../../../shared/kafka-security.ts';
import { createLedTopics } from '../../../shared/infra/kafka-topics.ts';
import type { PreparedVariant, ServiceRole, Variant } from '../../../shared/variant.ts';
import type { CatalogEntry } from '../../engine/catalog.ts';
import { openKafka, partitions, topicOf } from './kafka.ts';

const consumed: [ServiceRole, string][] = [
  ['ticket', 'tickets'],
  ['billing', 'billing'],
  ['email', 'email'],
  ['gateway', 'order-updates'],
];

const reaches: Variant['reaches'] = {
  ...{ gateway: ['postgres'], ticket: ['postgres'], billing: ['postgres'], email: ['postgres'] },
};

const nothingLeft = { consumerLag: null, outboxDepth: null, retryDepth: null, owedWork: null };

const unwatched: Omit<PreparedVariant, 'environmentOf' | 'gauges' | 'close'> = {
  offsets: () => Promise.resolve(null),
  deadLetters: () => Promise.resolve([]),
  redeliveries: () => Promise.resolve(0),
};

function floorOf(
  name: string,
  variant: Pick<Variant, 'communication' | 'needs' | 'serviceEntry' | 'prepare'>,
): CatalogEntry {
  const contender = { name, profile: 'floor', title: variant.communication, policy: {} };
  return {
    contender,
    variant: { name, contenders: [contender], planted: [], reaches, ...variant },
  };
}

/** The chain's calls and transactions by the barest code. */
export const restFloor: CatalogEntry = floorOf('rest-floor', {
  communication: 'the calls and transactions of rest, and nothing else',
  needs: [],
  serviceEntry: new URL('./rest-floor.ts', import.meta.url),
  prepare: ({ urlOf }) =>
    Promise.resolve({
      ...unwatched,
      environmentOf: () => ({
        TICKET_URL: urlOf('ticket'),
        BILLING_URL: urlOf('billing'),
        EMAIL_URL: urlOf('email'),
      }),
      gauges: () => Promise.resolve(nothingLeft),
      close: () => Promise.resolve(),
    }),
});

async function lagOf(admin: Admin, prefix: string): Promise<number> {
  const lags = await Promise.all(
    consumed.map(async ([role, name]) => {
      const topic = topicOf(prefix, name);
      const [committed] = await admin.fetchOffsets({
        ...{ groupId: `${prefix}.${role}`, topics: [topic] },
      });
      const ends = await admin.fetchTopicOffsets(topic);
      const done = (committed?.partitions ?? []).map(({ offset }) => Math.max(0, Number(offset)));
      return sum(ends.map(({ high }) => Number(high))) - sum(done);
    }),
  );
  return sum(lags);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The topics' messages and transactions by the barest code. */
export const brokerFloor: CatalogEntry = floorOf('broker-floor', {
  communication: 'the messages and transactions of broker, and nothing else',
  needs: ['kafka'],
  serviceEntry: new URL('./broker-floor.ts', import.meta.url),
  prepare: async ({ runId, kafkaBrokers, kafkaBrokersOf, kafkaSecurity }) => {
    const admin = openKafka(kafkaBrokers, `${runId}.harness`, kafkaSecurity).admin();
    await admin.connect();
    const topics = consumed.map(([, name]) => topicOf(runId, name));
    await createLedTopics(
      admin,
      topics.map((topic) => ({ topic, numPartitions: partitions })),
    );
    return {
      ...unwatched,
      environmentOf: (role) => ({
        KAFKA_BROKERS: kafkaBrokersOf(role).join(','),
        TOPIC_PREFIX: runId,
        ...environmentOfSecurity(kafkaSecurity),
      }),
      gauges: async () => ({ ...nothingLeft, consumerLag: await lagOf(admin, runId) }),
      close: async () => {
        try {
          await admin.deleteTopics({ topics });
        } finally {
          await admin.disconnect();
        }
      },
    };
  },
});
