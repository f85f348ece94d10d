// Formatting through Kafka's own tool costs a second JVM, about 1 s a run; its result never varies, so it is committed.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Feature levels of a new cluster, as `StorageTool format` of the locked version writes them (lock-kafka.ts makes it). */
export const bootstrapFile = fileURLToPath(new URL('kafka-bootstrap.checkpoint', import.meta.url));

/** Makes `directory` an empty, formatted log directory of node 1 of a new cluster. */
export async function formatStorage(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const properties = { version: 1, 'cluster.id': uuid(), 'node.id': 1, 'directory.id': uuid() };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(directory, 'meta.properties'), lines.join(''));
  await copyFile(bootstrapFile, join(directory, 'bootstrap.checkpoint'));
}

function uuid(): string {
  // Kafka's tools take a leading dash for an option.
  const text = randomBytes(16).toString('base64url');
  return text.startsWith('-') ? uuid() : text;
}
