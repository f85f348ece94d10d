// `npm run scenario all` and `npm run scenario ladder`: many scenarios, one index page.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuiteResult, SuiteRow } from '../../../reports/suite.ts';
import { writeSuite } from '../../../reports/write-suite.ts';
import { ladder, ladderWitnesses } from '../../ladder.ts';
import { UsageError, type Arguments } from '../arguments.ts';
import { loadScenario, scenarioNames } from '../catalog.ts';
import { checkNames, chooseContenders, type SuiteName } from '../choose.ts';
import { configure } from '../configure.ts';
import { exitCodes } from '../command.ts';
import { checkInstances } from '../instance-checks.ts';
import { refuseIdleKafkaNodes, refuseOtherReplication } from '../kafka-nodes.ts';
import { openPage } from '../open-page.ts';
import { repeatCommand } from '../repeat-command.ts';
import { failureSummary, suiteSummary } from '../summaries/summary.ts';
import { writeSummaries } from '../summaries/write-summaries.ts';
import { onTarget } from '../target.ts';
import { createTerminal, silentTerminal } from '../terminal.ts';
import { contendersOf, ladderStep } from './ladder-rung.ts';
import { runSuite, type SuiteItem } from './run-suite.ts';

const titles: Record<SuiteName, string> = {
  all: 'Every scenario, every contender',
  ladder: 'The hardening ladder: which guarantee removes which harm',
};

/** Runs a suite and writes its pages below `dir`; resolves with the exit code. */
export async function suiteCommand(
  name: SuiteName,
  args: Arguments,
  context: { dir: string; startedAtMs: number; interrupt: AbortSignal; out: NodeJS.WriteStream },
): Promise<number> {
  const { out, startedAtMs, interrupt, dir } = context;
  // Everything is loaded and checked before anything starts.
  const items = await itemsOf(name, args);
  const done: SuiteRow[] = [];
  let terminal: ReturnType<typeof createTerminal> | undefined;
  const { rows, results } = await runSuite({
    ...{ items, dir, interrupt, seed: args.seed, runs: args.runs },
    ...{ replicationFactor: args.replicationFactor, target: args.target },
    onScenario: ({ scenario }, n, of) => {
      if (!args.quiet) out.write(`\n${n} of ${of}  ${scenario.name}: ${scenario.question}\n`);
      terminal = args.quiet
        ? silentTerminal
        : createTerminal({ stream: out, color: args.color, scenario, startedAtMs });
      return terminal;
    },
    onRow: (row) => {
      terminal?.close();
      done.push(row);
      out.write(`${marks[row.status]} ${row.scenario}: ${row.error ?? row.verdict}\n`);
      for (const cell of row.contenders) {
        for (const title of cell.expectationsFailed) out.write(`    ✗ ${cell.name}: ${title}\n`);
        for (const title of cell.predictionsDisagreeing)
          out.write(`    ! ${cell.name}: ${title} disagrees with its prediction\n`);
      }
    },
  }).catch(async (error: unknown) => {
    await writeSummaries(failureSummary(name, error), args);
    throw error;
  });
  terminal?.close();
  if (rows.length === 0) {
    await writeSummaries(failureSummary(name, 'interrupted before anything was measured'), args);
    process.stderr.write('Nothing was measured yet, so there is no report.\n');
    return exitCodes.interrupted;
  }
  const steps = ladder
    .filter(({ scenario }) => args.only?.includes(scenario) ?? true)
    .map((rung) => {
      const result = results.get(rung.scenario);
      return ladderStep(rung, result, result ? `${rung.scenario}/index.html` : null);
    });
  const suite: SuiteResult = {
    schemaVersion: 1,
    name,
    title: titles[name],
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Date.now() - startedAtMs,
    command: repeatCommand(name, args),
    environment: [...results.values()][0]?.environment ?? null,
    rows,
    ...(name === 'ladder' ? { ladder: steps } : {}),
  };
  const { htmlPath } = await writeSuite(suite, dir);
  if (args.json === '-') process.stdout.write(`${JSON.stringify(suite, null, 2)}\n`);
  else if (args.json) await writeFile(args.json, `${JSON.stringify(suite, null, 2)}\n`);
  await writeSummaries(suiteSummary(suite, results, items.length - rows.length), args);
  if (name === 'ladder')
    for (const step of steps)
      out.write(
        `${step.removed ? '✓' : '✗'} ${step.from} → ${step.to} (+ ${step.adds}), ${step.scenario}: ${step.figure} ${step.before ?? '–'} → ${step.after ?? '–'}\n`,
      );
  if (args.open) openPage(htmlPath, (line) => out.write(`${line}\n`));
  const good = rows.filter(({ status }) => status === 'ok').length;
  out.write(
    `\n${good} of ${items.length} scenarios as expected, ${Math.round(suite.durationMs / 1_000)} s\nReport   ${htmlPath}\nRepeat   ${suite.command}\n`,
  );
  if (interrupt.aborted) return exitCodes.interrupted;
  if (name === 'ladder')
    return steps.every(({ removed }) => removed) ? exitCodes.ok : exitCodes.expectation;
  return good === items.length ? exitCodes.ok : exitCodes.expectation;
}

const marks: Record<SuiteRow['status'], string> = {
  ok: '✓',
  'expectation-failed': '✗',
  inconclusive: '?',
  error: '✗',
};

async function itemsOf(name: SuiteName, args: Arguments): Promise<SuiteItem[]> {
  const names =
    name === 'all' ? await scenarioNames() : [...new Set(ladder.map((rung) => rung.scenario))];
  for (const only of args.only ?? [])
    if (!names.includes(only))
      throw new UsageError(`--only: "${only}" is not in the suite (it has: ${names.join(', ')})`);
  await chooseContenders(args.contenders ?? []);
  const items: SuiteItem[] = [];
  for (const scenarioName of names.filter((one) => args.only?.includes(one) ?? true)) {
    const scenario = onTarget(configure(await loadScenario(scenarioName), args), args);
    // Rows of their own, one per number of instances, would be columns that no other scenario fills.
    if (Object.values(scenario.instances ?? {}).some(Array.isArray)) continue;
    await checkNames(scenario);
    const own =
      name === 'all' ? scenario.contenders : contendersOf(ladder, ladderWitnesses, scenarioName);
    const wanted = args.contenders ? own.filter((c) => args.contenders?.includes(c)) : own;
    if (wanted.length === 0) continue;
    const entries = await chooseContenders(wanted);
    checkInstances(scenario, entries);
    refuseOtherReplication(args, scenario, entries);
    items.push({
      // In a ladder what counts is the rung's own figure, not what the scenario expects of others.
      scenario: name === 'all' ? scenario : { ...scenario, expectations: [] },
      entries,
      command: repeatCommand(scenarioName, { ...args, contenders: wanted, only: undefined }),
    });
  }
  if (items.length === 0)
    throw new UsageError('--contenders: none of them takes part in any scenario asked for');
  refuseIdleKafkaNodes(
    args,
    items.flatMap(({ entries }) => entries),
  );
  return items;
}

/** Where the pages of a suite go when nobody says otherwise. */
export function suiteDir(outputDir: string, name: SuiteName, startedAtMs: number): string {
  const stamp = new Date(startedAtMs)
    .toISOString()
    .replaceAll(':', '-')
    .replace(/\.\d+Z$/, '');
  return join(outputDir, `${stamp}-${name}`);
}
