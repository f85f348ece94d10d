// `npm run scenario <name>`: parse, run, write the report, print the table, say it with an exit code.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { disturbances, verdictSentence, whySpared } from '../../reports/findings.ts';
import { writeReport } from '../../reports/write-report.ts';
import { parseRunResult, type RunResult } from '../../shared/run-result.ts';
import { parseArguments, usage, UsageError, type Arguments } from './arguments.ts';
import { loadScenario, scenarioNames } from './catalog.ts';
import { checkNames, chooseContenders, existingName, isSuiteName } from './choose.ts';
import { exitCodes, runCommand } from './command.ts';
import { configure, refuseIdleOptions } from './configure.ts';
import { checkInstances } from './instance-checks.ts';
import { refuseIdleKafkaNodes, refuseOtherReplication } from './kafka-nodes.ts';
import { openPage } from './open-page.ts';
import { repeatCommand } from './repeat-command.ts';
import { runScenario } from './run.ts';
import { feedScenarioNames, loadFeedScenario } from '../streaming/catalog.ts';
import { feedCommand } from '../streaming/command.ts';
import { suiteCommand, suiteDir } from './suite/suite-command.ts';
import { failureSummary, resultSummary } from './summaries/summary.ts';
import { writeSummaries } from './summaries/write-summaries.ts';
import { summaryTable } from './summary-table.ts';
import { onTarget, refuseOtherTarget } from './target.ts';
import { createTerminal, silentTerminal } from './terminal.ts';

const outputDir = fileURLToPath(new URL('../../reports/output/', import.meta.url));

async function main(argv: string[], interrupt: AbortSignal): Promise<number> {
  // The process started before this line ran; its own clock knows when the command was typed, almost.
  const startedAtMs = Math.round(performance.timeOrigin);
  const args = parseArguments(argv);
  if (args.help) {
    process.stdout.write(`${usage}\n`);
    return exitCodes.ok;
  }
  if (args.list) return await list();
  refuseOtherTarget(args);
  const out = args.json === '-' ? process.stderr : process.stdout;
  if (isSuiteName(args.name)) {
    const dir = args.out ?? suiteDir(outputDir, args.name, startedAtMs);
    return suiteCommand(args.name, args, { dir, startedAtMs, out, interrupt });
  }
  const feedNames = await feedScenarioNames();
  if (args.name !== undefined && feedNames.includes(args.name))
    return feedCommand(args.name, args, { outputDir, startedAtMs, out, interrupt });
  if (args.only) throw new UsageError('--only: belongs to a suite, as in npm run scenario all');
  const chosen = await loadScenario(await existingName(args, feedNames));
  const scenario = onTarget(configure(chosen, args), args);
  refuseIdleOptions(scenario, args);
  await checkNames(scenario);
  const entries = await chooseContenders(args.contenders ?? scenario.contenders);
  checkInstances(scenario, entries);
  refuseIdleKafkaNodes(args, entries);
  refuseOtherReplication(args, scenario, entries);
  const terminal = args.quiet
    ? silentTerminal
    : createTerminal({ stream: out, color: args.color, scenario, startedAtMs });
  if (!args.quiet) out.write(`${scenario.title}\n${scenario.question}\n\n`);
  let measured = false;
  try {
    const { result, failure } = await runScenario({
      scenario,
      entries,
      seed: args.seed,
      runs: args.runs,
      replicationFactor: args.replicationFactor,
      target: args.target,
      command: repeatCommand(scenario.name, args),
      startedAtMs,
      interrupt,
      progress: terminal,
    });
    terminal.close();
    await publish(result, args, out);
    measured = true;
    await writeSummaries(resultSummary(result, failure), args);
    if (result.interrupted) return exitCodes.interrupted;
    if (failure) throw failure;
    const failed = result.contenders
      .flatMap((c) => c.runs.flatMap((r) => r.expectations))
      .some((e) => !e.passed);
    // A run without a verdict has not met its expectations, whatever the figures happen to be.
    return failed || !result.conclusive ? exitCodes.expectation : exitCodes.ok;
  } catch (error) {
    terminal.close();
    if (!measured) await writeSummaries(failureSummary(scenario.name, error), args);
    if (!interrupt.aborted) throw error;
    process.stderr.write('Nothing was measured yet, so there is no report.\n');
    return exitCodes.interrupted;
  }
}

async function publish(result: RunResult, args: Arguments, out: NodeJS.WriteStream): Promise<void> {
  result.verdict = verdictSentence(result);
  // Whoever opens the file will check it; better to find a fault of ours before it is written.
  parseRunResult(result);
  const stamp = result.startedAt.replaceAll(':', '-').replace(/\.\d+Z$/, '');
  const { htmlPath } = args.out
    ? await writeReport(result, args.out)
    : await writeReport(result, join(outputDir, `${stamp}-${result.scenario.name}`), {
        latestPath: join(outputDir, 'latest.html'),
      });
  const json = `${JSON.stringify(result, null, 2)}\n`;
  if (args.json === '-') process.stdout.write(json);
  else if (args.json) await writeFile(args.json, json);

  if (args.open) openPage(htmlPath, (line) => out.write(`${line}\n`));
  if (args.quiet) return void out.write(`${result.verdict}\nReport   ${htmlPath}\n`);
  out.write(`\n${summaryTable(result).join('\n')}\n\n`);
  for (const contender of result.contenders) {
    const spared = whySpared(contender);
    if (spared !== null) out.write(`–  ${contender.name}: not applicable (${spared})\n`);
    for (const run of contender.runs) {
      // What was spared the fault has not passed its test.
      for (const e of spared === null ? run.expectations : [])
        out.write(
          `${e.passed ? '✓' : '✗'} ${contender.name}: ${e.title} (${e.actual}, expected ${e.expected})\n`,
        );
      for (const warning of run.warnings) out.write(`! ${contender.name}: ${warning}\n`);
      for (const p of run.predictions)
        if (!p.agrees)
          out.write(
            `! ${contender.name}: ${p.title.toLowerCase()}: ${p.measured} measured, ${p.predicted} predicted (${p.formula}; ${p.low} to ${p.high} would agree)\n`,
          );
    }
  }
  for (const doubt of [...result.warnings, ...disturbances(result)]) out.write(`! ${doubt}\n`);
  out.write(`\n${result.verdict}\n\nReport   ${htmlPath}\nRepeat   ${result.command}\n`);
}

async function list(): Promise<number> {
  for (const name of await scenarioNames()) {
    const { title, contenders } = await loadScenario(name);
    process.stdout.write(`${name.padEnd(25)} ${title} (${contenders.join(', ')})\n`);
  }
  for (const name of await feedScenarioNames()) {
    const { title, methods } = await loadFeedScenario(name);
    process.stdout.write(`${name.padEnd(25)} ${title} (${methods.join(', ')})\n`);
  }
  return exitCodes.ok;
}

await runCommand(main);
