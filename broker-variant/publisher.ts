// How messages leave a service: with the effect, after it, or (a planted defect) before it is committed.
import type { Producer } from 'kafkajs';
import type { Database, SqlWriter } from '../shared/db/database.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import {
  appendOutbox,
  publishByGrowingId,
  publishStored,
  sendBy,
  type OutboxRow,
} from './outbox.ts';
import type { BrokerPolicy } from './policy.ts';
import { tracedSend } from './publish-trace.ts';
import { startRelay } from './relay.ts';

/** Call both, around the commit of the effect; which of them publishes is the profile's business. */
export type Publisher = {
  /** Inside the transaction of the effect, as its last statement. */
  beforeCommit(sql: SqlWriter, rows: OutboxRow[]): Promise<void>;
  /** After that transaction; rejects when the messages are lost. */
  afterCommit(rows: OutboxRow[]): Promise<void>;
};

/** The publisher of a profile; an outbox comes with its relay. */
export function createPublisher(deps: {
  host: ServiceHost;
  db: Database;
  producer: Producer;
  policy: BrokerPolicy;
}): Publisher {
  const { host, db, producer, policy } = deps;
  const service = host.config.SERVICE_ROLE;
  const send = tracedSend(host, sendBy(producer), policy);
  switch (policy.publish) {
    case 'outbox':
    case 'outbox-growing-id': {
      const round = policy.publish === 'outbox' ? publishStored : publishByGrowingId;
      const relay = startRelay({
        ...{ db, service, log: host.log, pollMs: policy.relayPollMs },
        publish: round({ send, service, relayBatch: policy.relayBatch }),
      });
      host.onStop('relay', relay.stop);
      return {
        beforeCommit: (sql, rows) => appendOutbox(sql, service, rows),
        afterCommit: () => Promise.resolve(relay.wake()),
      };
    }
    case 'dual-write':
      return {
        beforeCommit: () => Promise.resolve(),
        afterCommit: (rows) => send(rows),
      };
    case 'before-commit':
      return {
        beforeCommit: async (_sql, rows) => {
          await send(rows);
          if (service !== 'gateway') return;
          for (const row of rows) host.chaos.crashPoint('gateway.published', row.key);
        },
        afterCommit: () => Promise.resolve(),
      };
  }
}
