// Proves that the committed bootstrap checkpoint says what Kafka's own format tool would say today.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findJava } from './java.ts';
import { serverProperties } from './kafka-config.ts';
import { fetchKafkaJars } from './kafka-jars.ts';
import { formatStorage } from './kafka-storage.ts';

/** Names and levels of the features in a checkpoint; its times and checksums differ each time. */
function features(checkpoint: string): string[] {
  const text = readFileSync(checkpoint).toString('latin1');
  return [...text.matchAll(/[a-z.]+\.version[^]{2}/g)].map(([feature]) => feature).toSorted();
}

test('our formatting gives the same feature levels as StorageTool', async () => {
  const root = mkdtempSync(join(tmpdir(), 'format-test-'));
  try {
    const ours = join(root, 'ours');
    const theirs = join(root, 'theirs');
    await formatStorage(ours);
    const properties = join(root, 'server.properties');
    writeFileSync(
      properties,
      serverProperties(theirs, {
        client: 9092,
        controller: 9093,
        link: 9094,
        linkAdvertised: 9095,
      }),
    );
    const classpath = (await fetchKafkaJars()).join(delimiter);
    const format = ['format', '--config', properties, '--cluster-id', 'AAAAAAAAAAAAAAAAAAAAAA'];
    const { path: java } = await findJava();
    execFileSync(java, ['-cp', classpath, 'kafka.tools.StorageTool', ...format]);
    const levels = features(join(theirs, 'bootstrap.checkpoint'));
    expect(levels.length).toBeGreaterThanOrEqual(6);
    expect(features(join(ours, 'bootstrap.checkpoint'))).toEqual(levels);
    const keys = (file: string) =>
      [...readFileSync(file, 'utf8').matchAll(/^[\w.]+(?==)/gm)].map(([key]) => key).toSorted();
    expect(keys(join(ours, 'meta.properties'))).toEqual(keys(join(theirs, 'meta.properties')));
  } finally {
    rmSync(root, { recursive: true });
  }
});
