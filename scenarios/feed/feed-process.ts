// The process of a feed for a command line: started, listened to for its last words, stopped.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ChangeFeed, FeedPlan, PreparedFeed } from '../../shared/change-feed.ts';
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { startProcess } from '../../shared/infra/process.ts';
import { waitUntil } from '../../shared/infra/wait.ts';

const stopGraceMs = 5_000;
const startDeadlineMs = 600_000;

const unreachable = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;

const lastWords = z.object({ error: z.string() });

/** A running feed. */
export type FeedProcess = {
  /** Resolves once it streams; rejects when it ends before that. */
  streaming: Promise<void>;
  /** Rejects with its last words when it ends by itself; never resolves. */
  failed: Promise<never>;
  stop(): Promise<void>;
};

/** Starts the process of a prepared feed. */
export async function startFeedProcess(
  { serviceEntry }: ChangeFeed,
  { environment }: PreparedFeed,
  { name }: FeedPlan,
  runDir: string,
): Promise<FeedProcess> {
  const child = await startProcess({
    name: `change feed ${name}`,
    command: process.execPath,
    args: ['--import', 'tsx', fileURLToPath(serviceEntry)],
    env: { PATH: process.env['PATH'] ?? '', SERVICE_PARENT_PIPE: '1', ...environment },
    ...{ stdin: 'pipe', detached: true, logFile: join(runDir, `${name}.log`) },
  });
  const failed = child.exited.then(({ code, signal }): never => {
    const said = wordsIn(child.logTail(1));
    const how = signal ? `was ended by ${signal}` : `ended with code ${code ?? 'unknown'}`;
    // 3 is its own word for what waiting does not mend.
    if (code === 3 && said !== undefined) throw new EnvironmentError(said);
    throw new Error(`the feed ${how}${said === undefined ? '' : `: ${said}`}`);
  });
  const streaming = waitUntil(
    'the feed to stream',
    () => {
      if (!child.running()) throw new Error('the feed ended');
      return child.logTail(50).includes('"message":"streaming"');
    },
    { deadlineMs: startDeadlineMs, everyMs: 50 },
  );
  // Whoever stops it does not wait for either.
  for (const promise of [failed, streaming]) promise.catch(() => undefined);
  return { streaming, failed, stop: () => child.stop(stopGraceMs) };
}

function wordsIn(line: string): string | undefined {
  try {
    return lastWords.parse(JSON.parse(line)).error;
  } catch {
    return undefined;
  }
}

/** The session that was followed is not there any more. */
export function goneError(where: string): EnvironmentError {
  return new EnvironmentError(`${where} has ended, and so has the feed from it`);
}

/** An error of the feed or of its servers as one of the environment; any other as it is. */
export function asEnvironmentError(error: unknown, { isOurs }: { isOurs: boolean }): unknown {
  if (!(error instanceof Error)) return error;
  const environment = (sentence: string) => new EnvironmentError(sentence, { cause: error });
  if (error.name === 'FeedError') return environment(error.message);
  const code = 'code' in error ? String(error.code) : '';
  const why = error.message || code;
  const isKafka = error.name.startsWith('KafkaJS');
  const [server, variable] = isKafka ? ['Kafka', 'KAFKA_BROKERS'] : ['PostgreSQL', 'DATABASE_URL'];
  if (unreachable.test(code) || (isKafka && /connect/i.test(why)))
    return environment(`${server} does not answer (${why})${isOurs ? '' : `: check ${variable}`}`);
  // The driver's errors of the server have its five letters.
  if (isKafka || (error.name === 'error' && /^[0-9A-Z]{5}$/.test(code)))
    return environment(`${server} refused: ${why}`);
  return error;
}
