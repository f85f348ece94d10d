// kafkajs 2.2.4 calls a send done although a partition was left out of it: when its leader changes, the send is tried
// again, and a broker that has answered before is not asked for what it leads now (tulios/kafkajs#1303, #1798, open).
import {
  Partitioners,
  type ICustomPartitioner,
  type Message,
  type Producer,
  type ProducerBatch,
  type RecordMetadata,
} from 'kafkajs';

/** Which partition each message went to; a message stays with it, however often it is sent. */
export type PartitionMemory = {
  createPartitioner: ICustomPartitioner;
  of(message: Message): number | undefined;
};

/** Remembers what Kafka's own rule (murmur2 of the key) chose. */
export function rememberPartitions(): PartitionMemory {
  const chosen = new WeakMap<Message, number>();
  return {
    createPartitioner: () => {
      const choose = Partitioners.DefaultPartitioner();
      return (args) => {
        const partition = chosen.get(args.message) ?? choose(args);
        chosen.set(args.message, partition);
        return partition;
      };
    },
    of: (message) => chosen.get(message),
  };
}

/**
 * The same producer, whose sends are done when a broker has acknowledged the partition of every message; those of
 * other partitions are sent again. Rejects like the producer does, and when nothing at all was acknowledged.
 */
export function believeOnlyAcknowledged(producer: Producer, memory: PartitionMemory): Producer {
  const sendBatch = async (batch: ProducerBatch): Promise<RecordMetadata[]> => {
    const answers: RecordMetadata[] = [];
    let left = batch.topicMessages ?? [];
    for (let waiting = countOf(left); waiting > 0; waiting = countOf(left)) {
      const answered = await producer.sendBatch({ ...batch, topicMessages: left });
      answers.push(...answered);
      if (batch.acks === 0) return answers;
      const taken = new Set(answered.map((a) => `${a.topicName} ${a.partition}`));
      left = left.map(({ topic, messages }) => ({
        topic,
        messages: messages.filter((message) => !taken.has(`${topic} ${memory.of(message)}`)),
      }));
      if (countOf(left) === waiting)
        throw new Error(`no broker acknowledged any of ${waiting} messages`);
      left = left.filter(({ messages }) => messages.length > 0);
    }
    return answers;
  };
  return {
    ...producer,
    sendBatch,
    send: ({ topic, messages, ...rest }) =>
      sendBatch({ ...rest, topicMessages: [{ topic, messages }] }),
  };
}

function countOf(batch: { messages: Message[] }[]): number {
  return batch.reduce((sum, { messages }) => sum + messages.length, 0);
}
