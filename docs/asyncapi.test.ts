// Holds asyncapi.yaml to the code: topics, groups, partitions, who sends and receives what, and the schemas of every message.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordValue } from '../broker-variant/change-feed/capture.ts';
import { positionAt } from '../broker-variant/change-feed/lsn.ts';
import { topicPolicy } from '../broker-variant/change-feed/policy.ts';
import { deadLetter, deadLetterSchema } from '../broker-variant/dead-letter.ts';
import { commandMessageSchema, eventMessageSchema } from '../broker-variant/delivery.ts';
import { outboxRow } from '../broker-variant/outbox.ts';
import { brokerProfiles } from '../broker-variant/policy.ts';
import { createTopics } from '../broker-variant/topic-admin.ts';
import {
  consumers,
  deadLetterTopicOf,
  groupOf,
  topicNames,
  topicOf,
  topicOfCommand,
} from '../broker-variant/topics.ts';
import { rowChangeSchema } from '../shared/change-feed.ts';
import { essential, essentialOf, expectFits, readDocument } from './testing/documents.ts';

const message = z.object({
  payload: z.record(z.string(), z.unknown()),
  bindings: z.object({ kafka: z.object({ key: z.unknown() }) }),
});
const channel = z.object({
  address: z.string(),
  messages: z.record(z.string(), message),
  bindings: z.object({ kafka: z.object({ partitions: z.number(), replicas: z.number() }) }),
  'x-commands': z.array(z.string()).optional(),
});
const { channels, operations, ...document } = z
  .object({
    channels: z.record(z.string(), channel),
    operations: z.record(
      z.string(),
      z.object({
        action: z.enum(['send', 'receive']),
        channel: channel,
        bindings: z
          .object({ kafka: z.object({ groupId: z.object({ const: z.string() }) }) })
          .optional(),
        'x-retries': z.object({ table: z.string(), deadLetters: z.string() }).optional(),
      }),
    ),
    'x-retries': z.string(),
  })
  .parse(readDocument('asyncapi.yaml'));

const prefix = '{prefix}';
const channelAt = (address: string) => {
  const found = Object.values(channels).find((one) => one.address === address);
  if (!found) throw new Error(`asyncapi.yaml has no channel ${address}`);
  return found;
};
const payloadOf = (address: string) => Object.values(channelAt(address).messages)[0]?.payload;
const commandTypes = [
  ...['reserve-tickets', 'release-tickets', 'charge-card', 'void-charge', 'send-confirmation'],
] as const;
const booking = {
  ...{ orderId: '11111111-1111-4111-8111-111111111111', flight: 'LH1', seats: 2 },
  ...{ card: '4242424242424242', email: 'me@example.org' },
};

const partition = {
  ...{ partitionErrorCode: 0, partitionId: 0, leader: 1, replicas: [1], isr: [1] },
};

describe('the channels', () => {
  it('are the topics that a run really makes, with as many partitions', async () => {
    const made: { topic: string; numPartitions: number }[] = [];
    const admin = {
      createTopics: ({ topics }: { topics: { topic: string; numPartitions?: number }[] }) => {
        made.push(...topics.map((one) => ({ numPartitions: -1, ...one })));
        return Promise.resolve(true);
      },
      fetchTopicMetadata: (asked?: { topics: string[] }) =>
        Promise.resolve({
          topics: (asked?.topics ?? []).map((name) => ({ name, partitions: [partition] })),
        }),
    };
    await createTopics(admin, prefix);
    const documented = Object.values(channels)
      .filter(({ address }) => address.startsWith(prefix))
      .map(({ address, bindings }) => ({
        topic: address,
        numPartitions: bindings.kafka.partitions,
      }));
    const byName = (a: { topic: string }, b: { topic: string }) => a.topic.localeCompare(b.topic);
    expect(documented.toSorted(byName)).toEqual(made.toSorted(byName));
  });

  it('carry the commands that the code puts there', () => {
    const documented = Object.values(channels).flatMap((one) =>
      (one['x-commands'] ?? []).map((command) => `${command} → ${one.address}`),
    );
    const real = commandTypes.map(
      (type) => `${type} → ${topicOf(prefix, topicOfCommand({ type }))}`,
    );
    expect(documented.toSorted()).toEqual(real.toSorted());
  });

  it('have an end for each that receives, in its group, with its table of retries', () => {
    const documented = Object.values(operations)
      .filter(({ action }) => action === 'receive')
      .map((one) => ({
        topic: one.channel.address,
        group: one.bindings?.kafka.groupId.const,
        table: one['x-retries']?.table,
        deadLetters:
          channels[one['x-retries']?.deadLetters.replace('#/channels/', '') ?? '']?.address,
      }));
    expect(documented).toEqual(
      consumers.map(({ role, topic }) => ({
        topic: topicOf(prefix, topic),
        group: groupOf(prefix, role),
        table: `${role}.retry_queue`,
        deadLetters: deadLetterTopicOf(topicOf(prefix, topic)),
      })),
    );
    const migration = readFileSync(
      new URL('../shared/db/migrations/002-messaging.sql', import.meta.url),
      'utf8',
    );
    expect(migration).toContain('.retry_queue (');
    expect(document['x-retries']).toContain(`after ${brokerProfiles.broker.maxAttempts} attempts`);
  });
});

describe('the messages', () => {
  it.each(topicNames)('on %s and on its dead-letter topic have the schema of the code', (name) => {
    const code = name === 'order-updates' ? eventMessageSchema : commandMessageSchema;
    expect(essential(payloadOf(topicOf(prefix, name)))).toEqual(essentialOf(code));
    const dead = payloadOf(deadLetterTopicOf(topicOf(prefix, name)));
    expect(essential(dead)).toEqual(essentialOf(deadLetterSchema));
  });

  it('fit the document as the code writes them', () => {
    const { orderId } = booking;
    for (const type of commandTypes) {
      const row = outboxRow(
        topicOf(prefix, topicOfCommand({ type })),
        orderId,
        { command: { type }, booking },
        1,
      );
      expectFits(payloadOf(row.topic), JSON.parse(row.value));
    }
    const event = { type: 'tickets-refused', reason: 'sold-out' } as const;
    const answer = outboxRow(topicOf(prefix, 'order-updates'), orderId, { event }, 1);
    expectFits(payloadOf(answer.topic), JSON.parse(answer.value));
    const source = { topic: answer.topic, partition: 0, offset: '7', key: orderId, value: 'x' };
    const dead = deadLetter(source, 'value: not JSON');
    expectFits(payloadOf(dead.topic), JSON.parse(dead.value));
  });
});

describe('the topic of a change feed', () => {
  const address = '{feed}';

  it('is made as the document says, with records of the schema of the code', () => {
    expect(channelAt(address).bindings.kafka.partitions).toBe(topicPolicy.partitions);
    expect(essential(payloadOf(address))).toEqual(essentialOf(rowChangeSchema));
    const sends = Object.values(operations).filter(
      ({ channel: { address: to } }) => to === address,
    );
    expect(sends.map(({ action }) => action)).toEqual(['send']);
  });

  it('has records that fit the document as the code writes them', () => {
    const head = { key: '1', position: positionAt(1n, 1) };
    for (const value of [
      recordValue('public.t', { ...head, kind: 'upsert', row: '{"id":1,"data":null}' }),
      recordValue('public.t', { ...head, kind: 'update', row: '{"id":1}', unchanged: ['big'] }),
      recordValue('public.t', { ...head, kind: 'delete', row: 'null' }),
    ])
      expectFits(payloadOf(address), JSON.parse(value));
  });
});
