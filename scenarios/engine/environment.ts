// What the run ran on, for the report: versions, machine, commit.
import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { RunResult } from '../../shared/run-result.ts';

const run = promisify(execFile);

/** Describes machine and servers; never a host name, user or connection string. */
export async function describeEnvironment(
  infrastructure: Infrastructure,
): Promise<Omit<RunResult['environment'], 'bootMs' | 'peakMemoryMb'>> {
  const { kafka, postgres } = infrastructure;
  const gitSha = await run('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: new URL('.', import.meta.url),
    timeout: 2_000,
  }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
  const place = (
    server: { external: boolean; image?: string } | undefined,
    ways: (string | undefined)[] = [],
  ) => {
    const where = server ? (server.external ? 'external' : 'embedded') : 'none';
    if (server?.image)
      return server.image.endsWith('(stand-in)') ? 'compose (stand-in)' : 'compose';
    const used = ways.filter((way) => way !== undefined);
    return used.length === 0 ? where : `${where} (${used.join(', ')})`;
  };
  const { tls, sasl } = kafka?.security ?? {};
  const kafkaPlace = place(kafka, [
    tls ? 'TLS' : undefined,
    sasl ? `SASL ${sasl.mechanism}` : undefined,
  ]);
  return {
    node: process.version,
    kafka: kafka?.version ?? null,
    ...(kafka?.replication && !kafka.external
      ? {
          kafkaCluster: {
            nodes: kafka.nodes.length,
            replicationFactor: kafka.replication.factor,
            minInSync: kafka.replication.minInSync,
          },
        }
      : {}),
    postgres: postgres?.version ?? null,
    java: kafka?.javaVersion ?? null,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    cpuCount: os.availableParallelism(),
    memoryMb: Math.round(os.totalmem() / 2 ** 20),
    loadAverage: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
    gitSha,
    infrastructure: `Kafka ${kafkaPlace}, PostgreSQL ${place(postgres, [postgres?.tls ? 'TLS' : undefined])}${
      infrastructure.compose ? ', services in containers' : ''
    }${process.env['SMTP_URL'] ? ', mails through SMTP' : ''}`,
  };
}
