// Creates the topics for `docker compose`; does nothing for those that exist.
import { readKafkaSecurity } from '../shared/kafka-security.ts';
import { createKafkaClient } from './kafka-client.ts';
import { createTopics } from './topic-admin.ts';

const brokers = process.env['KAFKA_BROKERS'];
const prefix = process.env['TOPIC_PREFIX'];
if (!brokers || !prefix) {
  process.stderr.write(
    'Usage: KAFKA_BROKERS=… TOPIC_PREFIX=… node --import tsx broker-variant/set-up.ts\n',
  );
  process.exit(2);
}
const kafka = createKafkaClient({
  brokers: brokers.split(','),
  security: readKafkaSecurity(process.env),
  clientId: `${prefix}.set-up`,
});
const admin = kafka.admin();
await admin.connect();
await createTopics(admin, prefix);
await admin.disconnect();
process.stdout.write(`topics ${prefix}.* are ready\n`);
