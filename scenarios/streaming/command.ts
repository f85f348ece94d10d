// `npm run scenario streaming-updates`: run the methods, write the report, print the table, say it with an exit code.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { feedFindings, feedVerdict } from '../../reports/feed-words.ts';
import { writeFeed } from '../../reports/write-feed.ts';
import { captureMethods, type CaptureMethod } from '../../shared/change-feed.ts';
import { parseFeedResult, type FeedResult } from '../../shared/feed-result.ts';
import { nearestName, UsageError, type Arguments } from '../engine/arguments.ts';
import { loadChangeFeed } from '../engine/catalog.ts';
import { exitCodes } from '../engine/command.ts';
import { openPage } from '../engine/open-page.ts';
import { repeatCommand } from '../engine/repeat-command.ts';
import { failureSummary } from '../engine/summaries/summary.ts';
import { writeSummaries } from '../engine/summaries/write-summaries.ts';
import { loadFeedScenario } from './catalog.ts';
import type { NamedFeedScenario } from './feed-scenario.ts';
import { feedProgress } from './progress.ts';
import { runFeedScenario } from './run.ts';
import { feedSummary, feedTable } from './summary.ts';

/** Where things go, and when it all began. */
export type FeedCommandOptions = {
  outputDir: string;
  startedAtMs: number;
  out: NodeJS.WriteStream;
  interrupt: AbortSignal;
};

/** Runs the scenario of change feeds called `name`; resolves with the exit code. */
export async function feedCommand(
  name: string,
  args: Arguments,
  { outputDir, startedAtMs, out, interrupt }: FeedCommandOptions,
): Promise<number> {
  const { scenario, methods } = await feedSetup(name, args);
  const changeFeed = await loadChangeFeed();
  const progress = feedProgress({ stream: out, quiet: args.quiet, startedAtMs });
  if (!args.quiet) out.write(`${scenario.title}\n${scenario.question}\n\n`);
  let measured = false;
  try {
    const { result, failure } = await runFeedScenario({
      ...{ changeFeed, scenario, methods, seed: args.seed, startedAtMs, interrupt },
      replicationFactor: args.replicationFactor,
      command: repeatCommand(name, args),
      ...progress,
    });
    progress.close();
    result.verdict = feedVerdict(result);
    parseFeedResult(result);
    const stamp = result.startedAt.replaceAll(':', '-').replace(/\.\d+Z$/, '');
    const { htmlPath } = args.out
      ? await writeFeed(result, args.out)
      : await writeFeed(result, join(outputDir, `${stamp}-${name}`), {
          latestPath: join(outputDir, 'latest.html'),
        });
    measured = true;
    await tell(result, htmlPath, args, out);
    await writeSummaries(feedSummary(result, failure), args);
    if (result.interrupted) return exitCodes.interrupted;
    if (failure) throw failure;
    const failed = result.methods.some((m) => m.expectations.some((e) => !e.passed));
    return failed || !result.conclusive ? exitCodes.expectation : exitCodes.ok;
  } catch (error) {
    progress.close();
    if (!measured) await writeSummaries(failureSummary(name, error), args);
    if (!interrupt.aborted) throw error;
    process.stderr.write('Nothing was measured yet, so there is no report.\n');
    return exitCodes.interrupted;
  }
}

/** What the command line asks for; throws UsageError for what makes no sense here. */
export async function feedSetup(
  name: string,
  args: Arguments,
): Promise<{ scenario: NamedFeedScenario; methods: CaptureMethod[] }> {
  refuseOthersOptions(name, args);
  const scenario = configureFeed(await loadFeedScenario(name), args);
  return { scenario, methods: chooseMethods(args.contenders) ?? scenario.methods };
}

async function tell(
  result: FeedResult,
  htmlPath: string,
  args: Arguments,
  out: NodeJS.WriteStream,
): Promise<void> {
  const json = `${JSON.stringify(result, null, 2)}\n`;
  if (args.json === '-') process.stdout.write(json);
  else if (args.json) await writeFile(args.json, json);
  if (args.open) openPage(htmlPath, (line) => out.write(`${line}\n`));
  if (args.quiet) return void out.write(`${result.verdict}\nReport   ${htmlPath}\n`);
  out.write(`\n${feedTable(result).join('\n')}\n\n`);
  for (const { name, expectations, warnings } of result.methods) {
    for (const e of expectations)
      out.write(
        `${e.passed ? '✓' : '✗'} ${name}: ${e.title} (${e.actual}, expected ${e.expected})\n`,
      );
    for (const warning of warnings) out.write(`! ${name}: ${warning}\n`);
  }
  for (const warning of result.warnings) out.write(`! ${warning}\n`);
  out.write(
    `\n${[result.verdict, ...feedFindings(result).map((line) => `- ${line}`)].join('\n')}\n`,
  );
  out.write(`\nReport   ${htmlPath}\nRepeat   ${result.command}\n`);
}

/** Applies the command line: length and rate of the storm. */
export function configureFeed(
  scenario: NamedFeedScenario,
  args: Pick<Arguments, 'quick' | 'durationMs' | 'ratePerSecond'>,
): NamedFeedScenario {
  const phases = args.quick ? scenario.quickPhases : scenario.phases;
  return {
    ...scenario,
    phases: { ...phases, stormMs: args.durationMs ?? phases.stormMs },
    stormPerSecond: args.ratePerSecond ?? scenario.stormPerSecond,
  };
}

/** Throws UsageError for an option that would change nothing here. */
function refuseOthersOptions(name: string, args: Arguments): void {
  if (args.only) throw new UsageError('--only: belongs to a suite, as in npm run scenario all');
  if (args.faultShare !== undefined)
    throw new UsageError(`--fault-share: ${name} has no fault that hits only a share of attempts`);
  if (args.instances) throw new UsageError(`--instances: ${name} has no services, only feeds`);
  if (args.target)
    throw new UsageError(`--target: ${name} has no services to put into containers, only feeds`);
  if (args.kafkaNodes !== undefined)
    throw new UsageError(`--kafka-nodes: ${name} runs on one Kafka node`);
  if (args.runs !== 1)
    throw new UsageError(`--runs: ${name} runs each method once; repeat it with another --seed`);
}

function chooseMethods(names: string[] | undefined): CaptureMethod[] | undefined {
  return names?.map((name) => {
    const method = captureMethods.find((known) => known === name);
    if (method) return method;
    const near = nearestName(name, [...captureMethods]);
    throw new UsageError(
      `--contenders: there is no method "${name}"${near ? `; did you mean "${near}"?` : ''} (known: ${captureMethods.join(', ')})`,
    );
  });
}
