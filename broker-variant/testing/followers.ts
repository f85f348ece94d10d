// A process with eight readers of one topic, which leave one after the other at SIGTERM; then nothing keeps it.
import { setTimeout as delay } from 'node:timers/promises';
import { createKafkaClient, impatient } from '../kafka-client.ts';
import { followTopics } from '../read-topics.ts';

const [brokers = '', topic = ''] = process.argv.slice(2);
const readers = Array.from({ length: 8 }, () => new AbortController());
let waiting = readers.length;
process.once('SIGTERM', () => {
  // Some leave before they notice that the cluster is gone, some after that.
  readers.forEach((reader, n) => void delay(n * 50).then(() => reader.abort()));
});
await Promise.all(
  readers.map(async ({ signal }) => {
    const kafka = createKafkaClient({ brokers: [brokers], clientId: 'followers', ...impatient });
    const onRecord = () => {
      if (--waiting === 0) console.log('all of them read');
    };
    await followTopics(kafka, [topic], onRecord, signal);
  }),
);
