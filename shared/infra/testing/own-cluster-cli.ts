// `npm run own-cluster`: a Kafka and a PostgreSQL with TLS and logins on this machine, until Ctrl-C, to try a real cluster with.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, runCommand } from '../../../scenarios/engine/command.ts';
import { EnvironmentError } from '../environment-error.ts';
import { rejectOnAbort } from '../wait.ts';
import { openFaultControl, type FaultControl } from './fault-control.ts';
import { startSecuredServers, type SecuredServers } from './secured-servers.ts';

async function main(_argv: string[], interrupt: AbortSignal): Promise<number> {
  for (const name of ['KAFKA_BROKERS', 'DATABASE_URL'])
    if (process.env[name]) throw new EnvironmentError(`${name}: unset it, this starts its own`);
  const dir = mkdtempSync(join(tmpdir(), 'own-cluster-settings-'));
  let servers: SecuredServers | undefined;
  let control: FaultControl | undefined;
  try {
    servers = await startSecuredServers(interrupt);
    control = await openFaultControl(servers.infrastructure, dir);
    const settings = {
      ...servers.environment,
      KAFKA_FAULT_HOOK: control.hookOf('kafka'),
      POSTGRES_FAULT_HOOK: control.hookOf('postgres'),
    };
    const file = join(dir, 'settings.sh');
    const lines = Object.entries(settings).map(([name, value]) => `export ${name}='${value}'\n`);
    writeFileSync(file, lines.join(''), { mode: 0o600 });
    process.stdout.write(
      [
        `Kafka       ${servers.kafka.secured}  SASL over TLS`,
        `            ${servers.kafka.mutual}  TLS with a client certificate`,
        `            ${servers.kafka.plain}  neither`,
        `PostgreSQL  ${new URL(servers.databaseUrl).host}  TLS`,
        `In another terminal:  . ${file}`,
        '                      npm run scenario billing-down -- --quick',
        'Ctrl-C ends it and leaves nothing behind.\n',
      ].join('\n'),
    );
    const ended = rejectOnAbort(AbortSignal.any([interrupt, servers.infrastructure.lost]));
    await ended.promise.catch((error: unknown) => {
      if (!interrupt.aborted) throw error;
    });
    return exitCodes.ok;
  } finally {
    await control?.close();
    await servers?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

await runCommand(main, 'stopping the servers');
