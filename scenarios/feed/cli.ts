// `npm run feed`: streams the changes of a table into a topic and shows them in the terminal, until Ctrl-C.
import type { ChangeFeed, FeedPlan } from '../../shared/change-feed.ts';
import { startInfrastructure } from '../../shared/infra/infrastructure.ts';
import { rejectOnAbort } from '../../shared/infra/wait.ts';
import { loadChangeFeed } from '../engine/catalog.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { feedUsage, namesOf, parseFeedArguments, type FeedArguments } from './arguments.ts';
import { asEnvironmentError, goneError, startFeedProcess } from './feed-process.ts';
import { chooseSource, type FeedSource } from './source.ts';
import { jsonLineOf, lineOf } from './tail.ts';

const watchMs = 250;

async function main(argv: string[], interrupt: AbortSignal): Promise<number> {
  const args = parseFeedArguments(argv);
  if (args.help) {
    process.stdout.write(`${feedUsage}\n`);
    return exitCodes.ok;
  }
  const changeFeed = await loadChangeFeed();
  const source = await chooseSource(args, process.env);
  const plan: FeedPlan = {
    ...namesOf(args.topic),
    ...{ method: args.method, table: args.table },
    ...{ databaseUrl: source.databaseUrl, kafkaBrokers: source.kafkaBrokers },
    kafkaSecurity: source.kafkaSecurity,
  };
  // No server of its own: only a directory for the feed's log, which goes with this process.
  const infrastructure = await startInfrastructure({ needs: [], signal: interrupt });
  try {
    if (args.remove) {
      await changeFeed.remove(plan);
      say(args, `Removed topic ${plan.topic}, and position and slot of feed ${plan.name}.`);
      return exitCodes.ok;
    }
    return await follow(changeFeed, plan, {
      args,
      source,
      interrupt,
      runDir: infrastructure.runDir,
    });
  } catch (error) {
    throw source.isThere() ? asEnvironmentError(error, source) : goneError(source.where);
  } finally {
    await infrastructure.stop();
  }
}

async function follow(
  changeFeed: ChangeFeed,
  plan: FeedPlan,
  {
    args,
    source,
    interrupt,
    runDir,
  }: { args: FeedArguments; source: FeedSource; interrupt: AbortSignal; runDir: string },
): Promise<number> {
  if (args.install || source.isOurs) await changeFeed.install(plan);
  const prepared = await changeFeed.prepare(plan);
  const ending = new AbortController();
  const leaving = AbortSignal.any([interrupt, ending.signal]);
  const watch = setInterval(() => {
    if (!source.isThere()) ending.abort(goneError(source.where));
  }, watchMs);
  // Whoever reads our output has read enough, as `head` does.
  let isReadOut = false;
  process.stdout.once('error', () => {
    isReadOut = true;
    ending.abort();
  });
  const ended = rejectOnAbort(leaving);
  let feed: Awaited<ReturnType<typeof startFeedProcess>> | undefined;
  let tailing: Promise<void> | undefined;
  try {
    // What earlier runs have delivered, they have shown.
    const shown = new Map<number, number>();
    if (args.topic !== undefined)
      for (const { partition, offset } of await prepared.delivered()) shown.set(partition, offset);
    interrupt.throwIfAborted();
    feed = await startFeedProcess(changeFeed, prepared, plan, runDir);
    say(args, `${plan.table} of ${source.where}, by ${plan.method}, into topic ${plan.topic}`);
    const color = args.color && process.stdout.isTTY && !process.env['NO_COLOR'];
    tailing = prepared.follow((delivered, value) => {
      if (delivered.offset <= (shown.get(delivered.partition) ?? -1)) return;
      const options = { color, width: process.stdout.isTTY ? process.stdout.columns : undefined };
      const line = args.json ? jsonLineOf(value) : lineOf(delivered, value, options);
      process.stdout.write(`${line}\n`);
    }, leaving);
    void feed.streaming.then(
      () => say(args, 'Streaming; Ctrl-C ends it.'),
      () => undefined,
    );
    await Promise.race([ended.promise, feed.failed, tailing]);
    return exitCodes.ok;
  } catch (error) {
    if (isReadOut) return exitCodes.ok;
    throw error;
  } finally {
    ended.release();
    clearInterval(watch);
    ending.abort();
    await feed?.stop();
    await tailing?.catch(() => undefined);
    await leave(args, plan, { source, remove: () => prepared.remove() });
  }
}

/** Removes what the feed keeps, or says that it is kept. */
async function leave(
  args: FeedArguments,
  plan: FeedPlan,
  { source, remove }: { source: FeedSource; remove: () => Promise<void> },
): Promise<void> {
  if (args.topic === undefined || !source.isThere()) {
    // What has gone with its servers cannot be removed, and need not be.
    await remove().catch((error: unknown) => {
      if (source.isThere()) throw error;
    });
    return;
  }
  const slot = plan.method === 'logical-replication' ? ', and a slot that holds back the log' : '';
  say(args, `Kept: topic ${plan.topic}, the position of feed ${plan.name}${slot}.`);
  say(args, `To remove them: npm run feed -- --remove --topic ${plan.topic}`);
}

/** For people; away from standard output where that is for a program. */
function say({ json }: FeedArguments, text: string): void {
  (json ? process.stderr : process.stdout).write(`${text}\n`);
}

await runCommand(main, 'stopping the feed');
