// Asks a cluster for its metadata: the only proof that a broker is ready for clients.
import { Kafka, logLevel } from 'kafkajs';

/** True when the brokers answer a metadata request with at least one live broker. Never throws. */
export async function answersMetadata(brokers: string[]): Promise<boolean> {
  const kafka = new Kafka({
    clientId: 'readiness',
    brokers,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers: live, controller } = await admin.describeCluster();
    return live.length > 0 && controller !== null;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
