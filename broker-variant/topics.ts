// Topic and group names, and which command goes where.
import type { OrderCommand } from '../shared/domain/order.ts';
import type { ServiceRole } from '../shared/variant.ts';

/** The topics of the flow; a record's key is the order id. */
export const topicNames = ['tickets', 'billing', 'email', 'order-updates'] as const;
export type TopicName = (typeof topicNames)[number];

/** Who consumes which topic. */
export const consumers: { role: ServiceRole; topic: TopicName }[] = [
  { role: 'ticket', topic: 'tickets' },
  { role: 'billing', topic: 'billing' },
  { role: 'email', topic: 'email' },
  { role: 'gateway', topic: 'order-updates' },
];

/** Full name of a topic of one run. */
export function topicOf(prefix: string, name: TopicName): string {
  return `${prefix}.${name}`;
}

/** A topic's name without the run's prefix. */
export function nameWithoutPrefix(topic: string, prefix: string): string {
  return topic.startsWith(`${prefix}.`) ? topic.slice(prefix.length + 1) : topic;
}

/** Full name of a topic's dead-letter topic. */
export function deadLetterTopicOf(topic: string): string {
  return `${topic}.dead-letter`;
}

/** Consumer group of a service. */
export function groupOf(prefix: string, role: ServiceRole): string {
  return `${prefix}.${role}`;
}

/** The topic that carries a command. */
export function topicOfCommand(command: OrderCommand): TopicName {
  switch (command.type) {
    case 'reserve-tickets':
    case 'release-tickets':
      return 'tickets';
    case 'charge-card':
    case 'void-charge':
      return 'billing';
    case 'send-confirmation':
      return 'email';
  }
}
