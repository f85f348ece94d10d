import { Kafka, type Message, type ProducerBatch, type RecordMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { believeOnlyAcknowledged, rememberPartitions } from './acknowledged.ts';

const partitionMetadata = [0, 1, 2].map((partitionId) => ({
  ...{ partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] },
}));

/** A producer whose brokers acknowledge only these partitions of `t`, send by send; it notes down what it was given. */
function unreliable(...acknowledged: number[][]) {
  const memory = rememberPartitions();
  const choose = memory.createPartitioner();
  const given: string[][] = [];
  const bare = new Kafka({ brokers: ['127.0.0.1:1'] }).producer(memory);
  const sendBatch = ({ topicMessages = [] }: ProducerBatch): Promise<RecordMetadata[]> => {
    const messages = topicMessages.flatMap((one) => one.messages);
    for (const message of messages) choose({ topic: 't', partitionMetadata, message });
    given.push(messages.map(({ value }) => String(value)));
    const answers = acknowledged.shift() ?? [];
    return Promise.resolve(
      answers.map((partition) => ({ topicName: 't', partition, errorCode: 0 })),
    );
  };
  return { producer: believeOnlyAcknowledged({ ...bare, sendBatch }, memory), given, choose };
}

const to = (partition: number): Message => ({ partition, value: `for ${partition}` });

describe('a send', () => {
  it('is done when every partition was acknowledged', async () => {
    const { producer, given } = unreliable([0, 1]);
    const answers = await producer.send({ topic: 't', messages: [to(0), to(1)] });
    expect(answers.map(({ partition }) => partition)).toEqual([0, 1]);
    expect(given).toEqual([['for 0', 'for 1']]);
  });

  it('sends again what was left out, and only that', async () => {
    const { producer, given } = unreliable([0], [2], [1]);
    const messages = [to(0), to(1), to(1), to(2)];
    await producer.sendBatch({ acks: -1, topicMessages: [{ topic: 't', messages }] });
    expect(given).toEqual([
      ['for 0', 'for 1', 'for 1', 'for 2'],
      ['for 1', 'for 1', 'for 2'],
      ['for 1', 'for 1'],
    ]);
  });

  it('fails when nothing is acknowledged, instead of sending for ever', async () => {
    const { producer } = unreliable([0], []);
    await expect(producer.send({ topic: 't', messages: [to(0), to(1), to(2)] })).rejects.toThrow(
      'no broker acknowledged any of 2 messages',
    );
  });

  it('takes no answer for an answer where none was asked for', async () => {
    const { producer, given } = unreliable([]);
    await producer.send({ topic: 't', acks: 0, messages: [to(0)] });
    expect(given).toHaveLength(1);
  });

  it('keeps a message without a key in its partition however often it is sent', () => {
    const { choose } = unreliable();
    const message = { value: 'no key' };
    const partitions = Array.from({ length: 30 }, () =>
      choose({ topic: 't', partitionMetadata, message }),
    );
    expect(new Set(partitions).size).toBe(1);
  });
});
