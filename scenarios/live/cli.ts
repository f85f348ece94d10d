// `npm run live`: both styles side by side in the browser, until Ctrl-C.
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReport } from '../../reports/write-report.ts';
import { startInfrastructure } from '../../shared/infra/infrastructure.ts';
import { rejectOnAbort } from '../../shared/infra/wait.ts';
import { parseRunResult, type RunResult } from '../../shared/run-result.ts';
import { chooseContenders } from '../engine/choose.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { openPage } from '../engine/open-page.ts';
import { serversFor } from '../engine/run.ts';
import { liveUsage, parseLiveArguments, type LiveArguments } from './arguments.ts';
import { tellFeeds } from './feed-source.ts';
import { checkPort, startLiveServer, type LiveServer } from './server.ts';
import { startSession, type Session } from './session.ts';

const outputDir = fileURLToPath(new URL('../../reports/output/', import.meta.url));
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(argv: string[], interrupt: AbortSignal): Promise<number> {
  const args = parseLiveArguments(argv);
  if (args.help) {
    print(liveUsage);
    return exitCodes.ok;
  }
  const entries = await chooseContenders(args.contenders);
  if (args.port !== undefined) await checkPort(args.port);
  print(`${args.contenders.join(' and ')}, side by side`);
  const onProgress = (detail: string) => print(`  ${detail}`);
  const infrastructure = await startInfrastructure({
    ...{ needs: serversFor(entries), onProgress, signal: interrupt },
  });
  const reportsDir = resolve(args.out ?? outputDir);
  let session: Session | undefined;
  let server: LiveServer | undefined;
  let tellNoMore: (() => void) | undefined;
  try {
    session = await startSession({
      ...{ infrastructure, entries, seed: args.seed, onProgress, signal: interrupt },
      ...{ ratePerSecond: args.ratePerSecond, command: commandOf(args) },
    });
    tellNoMore = tellFeeds(infrastructure.runDir, {
      kafkaBrokers: infrastructure.kafka?.brokers ?? [],
      databases: session.databases,
    });
    const token = randomBytes(16).toString('hex');
    server = await startLiveServer({
      ...{ session, token, port: args.port, host: args.host, reportsDir },
      keepReport: (result) => keepReport(result, reportsDir),
    });
    const address = `http://127.0.0.1:${server.port}/#${token}`;
    print(`\nOpen     ${address}`);
    print('         (without the part behind # the page only watches: good for a second screen)');
    print('End      Ctrl-C');
    if (args.open) openPage(address, print);
    await untilEnded(interrupt, infrastructure.lost);
    return exitCodes.ok;
  } finally {
    // First, so that a feed can leave before what it reads from is gone.
    tellNoMore?.();
    await server?.close();
    await session?.stop();
    await infrastructure.stop();
  }
}

/** Resolves at Ctrl-C; rejects with the reason when a server of ours died. */
async function untilEnded(interrupt: AbortSignal, lost: AbortSignal): Promise<void> {
  const ended = rejectOnAbort(AbortSignal.any([interrupt, lost]));
  await ended.promise.catch((error: unknown) => {
    if (!interrupt.aborted) throw error;
  });
}

async function keepReport(result: RunResult, dir: string): Promise<string> {
  parseRunResult(result);
  const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
  const name = `${stamp}-live`;
  const { htmlPath } = await writeReport(result, join(dir, name));
  print(`Report   ${htmlPath}`);
  return `/reports/${name}/`;
}

function commandOf({ ratePerSecond, contenders, seed }: LiveArguments): string {
  return `npm run live -- --rate ${ratePerSecond} --contenders ${contenders.join(',')} --seed ${seed}`;
}

await runCommand(main, 'stopping everything');
