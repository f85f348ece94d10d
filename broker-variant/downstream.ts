// Ticket, Billing and Email behind their topics: execute commands, answer on `order-updates`.
import { randomUUID } from 'node:crypto';
import { openDatabase } from '../shared/db/database.ts';
import { required } from '../shared/host/config.ts';
import { messageOf } from '../shared/host/log.ts';
import { billingService } from '../shared/services/billing.ts';
import { openCardNetwork } from '../shared/services/card-network.ts';
import { emailService } from '../shared/services/email.ts';
import type { Service } from '../shared/services/service.ts';
import { ticketService } from '../shared/services/ticket.ts';
import { epochMs } from '../shared/trace.ts';
import type { ServiceRole } from '../shared/variant.ts';
import { commandMessageSchema } from './delivery.ts';
import type { Messaging } from './messaging.ts';
import { outboxRow } from './outbox.ts';
import { createProcessor } from './processor.ts';
import { topicOf } from './topics.ts';
import { consume } from './transport.ts';

/** Wires one downstream service into its host. */
export async function startDownstream(
  messaging: Messaging,
  role: Exclude<ServiceRole, 'gateway'>,
): Promise<void> {
  const { host, db, publisher, policy, prefix } = messaging;
  const service = serviceFor(messaging, role);
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
    effect: async (sql, deliveries) => {
      const events = await service(
        sql,
        deliveries.map(({ message }) => ({
          command: message.body.command,
          booking: message.body.booking,
          // With dedup one charge per order, however often its message comes; without, one per delivery,
          // as with a call that carries no key.
          idempotencyKey: policy.dedup ? message.orderId : randomUUID(),
        })),
      );
      // Nobody waits for the e-mail: its event ends here.
      if (role === 'email') return { rows: [] };
      const now = epochMs();
      const answers = topicOf(prefix, 'order-updates');
      return {
        rows: deliveries.flatMap(({ message }, i) => {
          const event = events[i];
          return event ? [outboxRow(answers, message.orderId, { event }, now)] : [];
        }),
      };
    },
  });
  await consume({ host, consumer: messaging.consumer, topic: messaging.topic, policy, processor });
}

function serviceFor({ host }: Messaging, role: Exclude<ServiceRole, 'gateway'>): Service {
  if (role === 'ticket') return ticketService;
  if (role === 'email') return emailService;
  const network = openDatabase(required(host.config, 'CARD_NETWORK_DATABASE_URL'), {
    maxConnections: 4,
    onError: (error) => host.log.warn('card network lost', { error: messageOf(error) }),
  });
  host.onStop('card network', () => network.end());
  return billingService(openCardNetwork(network));
}
