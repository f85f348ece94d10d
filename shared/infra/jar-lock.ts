// The committed list of jars that make up the Kafka broker: coordinates, size, checksum.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const lockSchema = z
  .array(
    z.strictObject({
      groupId: z.string(),
      artifactId: z.string(),
      version: z.string(),
      /** Bytes. */
      size: z.number().int().positive(),
      /** Hexadecimal. */
      sha256: z.string().length(64),
    }),
  )
  .min(1);

/** One jar of the lock. */
export type LockedJar = z.infer<typeof lockSchema>[number];

/** The jars Kafka needs, as committed. */
export function readJarLock(): LockedJar[] {
  return lockSchema.parse(
    JSON.parse(readFileSync(new URL('./kafka.lock.json', import.meta.url), 'utf8')),
  );
}

/** File name of a jar in the cache. */
export function jarFile({ artifactId, version }: LockedJar): string {
  return `${artifactId}-${version}.jar`;
}

/** The version of Kafka that the lock holds. */
export function lockedKafkaVersion(lock: LockedJar[]): string {
  return lock.find((jar) => jar.artifactId.startsWith('kafka_'))?.version ?? 'unknown';
}
