// Ticket, Billing and Email behind their topics: execute commands, answer on `order-updates`.
import { randomUUID } from 'node:crypto';
import { openDatabase } from '../shared/db/database.ts';
import type { CommandMessage } from '../shared/domain/message.ts';
import { required } from '../shared/host/config.ts';
import { messageOf } from '../shared/host/log.ts';
import { openEmailService } from '../shared/host/mail.ts';
import { billingService } from '../shared/services/billing.ts';
import { openCardNetwork } from '../shared/services/card-network.ts';
import type { Service } from '../shared/services/service.ts';
import { ticketService } from '../shared/services/ticket.ts';
import { epochMs } from '../shared/trace.ts';
import type { ServiceRole } from '../shared/variant.ts';
import { commandMessageSchema } from './delivery.ts';
import type { Failure } from './failures.ts';
import type { Messaging } from './messaging.ts';
import { outboxRow, type OutboxRow } from './outbox.ts';
import { createProcessor } from './processor.ts';
import { topicOf } from './topics.ts';
import { consume } from './transport.ts';

/** Wires one downstream service into its host. */
export async function startDownstream(
  messaging: Messaging,
  role: Exclude<ServiceRole, 'gateway'>,
): Promise<void> {
  const { host, db, publisher, policy, prefix } = messaging;
  const service = await serviceFor(messaging, role);
  let chargeAttempts = 0;
  host.gauge('chargeAttempts', () => chargeAttempts);

  const processor = createProcessor({
    host,
    db,
    publisher,
    policy,
    schema: commandMessageSchema,
    onAttempt: (messages) => {
      chargeAttempts += messages.filter((m) => m.body.command.type === 'charge-card').length;
    },
    effect: {
      read: () => Promise.resolve(undefined),
      apply: async (sql, deliveries) => {
        const answers = await service(
          sql,
          deliveries.map(({ message }) => ({
            command: message.body.command,
            booking: message.body.booking,
            // With dedup one charge per order, however often its message comes; without, one per delivery,
            // as with a call that carries no key.
            idempotencyKey: policy.dedup ? message.orderId : randomUUID(),
          })),
        );
        const now = epochMs();
        const updates = topicOf(prefix, 'order-updates');
        const rows: OutboxRow[] = [];
        const failed: Failure<CommandMessage>[] = [];
        deliveries.forEach((delivery, i) => {
          const answer = answers[i];
          if (answer?.type === 'unavailable')
            failed.push({
              message: delivery,
              error: Object.assign(new Error(answer.reason), { retriable: true }),
            });
          // Nobody waits for the e-mail: its event ends here.
          else if (answer && role !== 'email')
            rows.push(outboxRow(updates, delivery.message.orderId, { event: answer }, now));
        });
        return { rows, failed };
      },
    },
  });
  await consume({ host, consumer: messaging.consumer, topic: messaging.topic, policy, processor });
}

async function serviceFor(
  { host, db }: Messaging,
  role: Exclude<ServiceRole, 'gateway'>,
): Promise<Service> {
  if (role === 'ticket') return ticketService;
  if (role === 'email') return openEmailService(host, db);
  const network = openDatabase(required(host.config, 'CARD_NETWORK_DATABASE_URL'), {
    maxConnections: 4,
    onError: (error) => host.log.warn('card network lost', { error: messageOf(error) }),
  });
  host.onStop('card network', () => network.end());
  return billingService(openCardNetwork(network));
}
