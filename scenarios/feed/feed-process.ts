// The process of a feed for a command line: started, listened to for its last words, stopped.
import type { ChangeFeed, FeedPlan, PreparedFeed } from '../../shared/change-feed.ts';
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { lastWords, launchFeed } from '../streaming/launch-feed.ts';

const stopGraceMs = 5_000;
const startDeadlineMs = 600_000;

const unreachable = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;

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
  changeFeed: ChangeFeed,
  prepared: PreparedFeed,
  { name }: FeedPlan,
  runDir: string,
): Promise<FeedProcess> {
  const child = await launchFeed(changeFeed, prepared, { name, runDir });
  const failed = child.exited.then(({ code, signal }): never => {
    const said = lastWords(child);
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
