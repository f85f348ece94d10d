// Formatting through Kafka's own tool costs a second JVM, about 1 s a run; its result never varies, so it is committed.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Feature levels of a new cluster, as `StorageTool format` of the locked version writes them (lock-kafka.ts makes it). */
export const bootstrapFile = fileURLToPath(new URL('kafka-bootstrap.checkpoint', import.meta.url));

/** Makes `directory` an empty, formatted log directory of a node: of node 1 of a new cluster unless told otherwise. */
export async function formatStorage(
  directory: string,
  { clusterId = newClusterId(), nodeId = 1 }: { clusterId?: string; nodeId?: number } = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const ids = { 'cluster.id': clusterId, 'node.id': nodeId, 'directory.id': uuid() };
  const properties = { version: 1, ...ids };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(directory, 'meta.properties'), lines.join(''));
  await copyFile(bootstrapFile, join(directory, 'bootstrap.checkpoint'));
}

/** The id that every node of a new cluster must be formatted with. */
export function newClusterId(): string {
  return uuid();
}

function uuid(): string {
  // Kafka's tools take a leading dash for an option.
  const text = randomBytes(16).toString('base64url');
  return text.startsWith('-') ? uuid() : text;
}
