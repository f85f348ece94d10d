// Writes kafka.lock.json and the bootstrap checkpoint; only a maintainer runs it (it needs `mvn` and `java`).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { serverProperties } from './kafka-config.ts';
import { bootstrapFile } from './kafka-storage.ts';

const kafkaVersion = '4.3.1';
const work = mkdtempSync(join(tmpdir(), 'lock-kafka-'));

try {
  copyClosure([dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)]);
  const log4j = readLock().find(({ artifactId }) => artifactId === 'log4j-core');
  if (log4j === undefined) throw new Error('log4j-core is no longer among the jars of Kafka');
  // Kafka speaks slf4j 1.7 and ships no binding; without this one it logs nothing.
  copyClosure([
    dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion),
    dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', log4j.version),
  ]);
  const lock = readLock();
  writeFileSync(
    new URL('kafka.lock.json', import.meta.url),
    `[\n${lock.map((entry) => `  ${JSON.stringify(entry).replaceAll(/([:,])"/g, '$1 "')}`).join(',\n')}\n]\n`,
  );
  writeBootstrap();
  process.stdout.write(`${lock.length} jars locked\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function dependency(groupId: string, artifactId: string, version: string): string {
  return `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`;
}

function copyClosure(dependencies: string[]): void {
  writeFileSync(
    join(work, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>lock</groupId><artifactId>lock</artifactId>
    <version>1</version><packaging>pom</packaging><dependencies>${dependencies.join('')}</dependencies></project>`,
  );
  const options = ['-DincludeScope=runtime', '-Dmdep.useRepositoryLayout=true'];
  execFileSync(
    'mvn',
    [
      '-q',
      '-B',
      'dependency:copy-dependencies',
      ...options,
      `-DoutputDirectory=${join(work, 'jars')}`,
    ],
    { cwd: work, stdio: 'inherit' },
  );
}

function writeBootstrap(): void {
  const dataDir = join(work, 'data');
  const properties = join(work, 'server.properties');
  writeFileSync(
    properties,
    serverProperties(dataDir, { client: 9092, controller: 9093, link: 9094, linkAdvertised: 9095 }),
  );
  const classpath = jarPaths().map((path) => join(work, 'jars', path));
  const format = ['format', '--config', properties, '--cluster-id', 'AAAAAAAAAAAAAAAAAAAAAA'];
  execFileSync('java', ['-cp', classpath.join(delimiter), 'kafka.tools.StorageTool', ...format]);
  copyFileSync(join(dataDir, 'bootstrap.checkpoint'), bootstrapFile);
}

function jarPaths(): string[] {
  return readdirSync(join(work, 'jars'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jar'))
    .toSorted();
}

function readLock() {
  return jarPaths().map((path) => {
    const folders = relative('.', dirname(path)).split(sep);
    const bytes = readFileSync(join(work, 'jars', path));
    return {
      groupId: folders.slice(0, -2).join('.'),
      artifactId: folders.at(-2) ?? '',
      version: folders.at(-1) ?? '',
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  });
}
