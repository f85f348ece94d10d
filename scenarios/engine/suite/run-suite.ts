// Runs many scenarios in a row on the same servers; each gets its own report, and one that fails does not end the rest.
import { join } from 'node:path';
import { verdictSentence } from '../../../reports/findings.ts';
import { suiteRow } from '../../../reports/suite-row.ts';
import type { SuiteRow } from '../../../reports/suite.ts';
import { writeReport } from '../../../reports/write-report.ts';
import { startInfrastructure, type Infrastructure } from '../../../shared/infra/infrastructure.ts';
import { parseRunResult, type RunResult } from '../../../shared/run-result.ts';
import type { CatalogEntry } from '../catalog.ts';
import { embeddedNodes } from '../kafka-nodes.ts';
import { runScenarioOn, serversFor, type Progress } from '../run.ts';
import type { NamedScenario } from '../scenario.ts';

/** One scenario of a suite, with the contenders that take part. */
export type SuiteItem = {
  scenario: NamedScenario;
  entries: CatalogEntry[];
  /** Repeats just this one on a command line. */
  command: string;
};

/** What a suite run needs. */
export type SuiteRunOptions = {
  items: SuiteItem[];
  /** Where the reports go, each into a folder named like its scenario. */
  dir: string;
  seed: number;
  runs: number;
  /** Copies of each topic; absent = what the environment says, or the cluster's own default. */
  replicationFactor?: number | undefined;
  /** Where it runs; absent = processes of this machine. */
  target?: 'compose' | undefined;
  interrupt: AbortSignal;
  /** A scenario begins: `n` of `of`. Its progress goes to what is returned. */
  onScenario: (item: SuiteItem, n: number, of: number) => Progress;
  /** A scenario has ended, well or not. */
  onRow: (row: SuiteRow, result: RunResult | undefined) => void;
};

/** Runs every item; resolves with a row for each and the results by scenario. */
export async function runSuite(options: SuiteRunOptions): Promise<{
  rows: SuiteRow[];
  results: Map<string, RunResult>;
}> {
  const { items, interrupt } = options;
  const needs = serversFor(items.flatMap(({ entries }) => entries));
  const rows: SuiteRow[] = [];
  const results = new Map<string, RunResult>();
  let servers: Infrastructure | undefined;
  let nodesUp = 0;
  try {
    for (const [n, item] of items.entries()) {
      if (interrupt.aborted) break;
      const progress = options.onScenario(item, n + 1, items.length);
      let result: RunResult | undefined;
      let row: SuiteRow;
      try {
        const kafkaNodes = embeddedNodes(item.scenario);
        if (!servers || servers.lost.aborted || nodesUp !== kafkaNodes) {
          await servers?.stop();
          servers = undefined;
          servers = await startInfrastructure({
            ...{ needs, kafkaNodes, onProgress: progress.boot, signal: interrupt },
            ...{ replicationFactor: options.replicationFactor, target: options.target },
          });
          nodesUp = kafkaNodes;
        }
        ({ result, row } = await runOne(item, servers, progress, options));
        results.set(item.scenario.name, result);
      } catch (error) {
        if (interrupt.aborted) break;
        // Without servers there is nothing to go on with.
        if (!servers) throw error;
        row = failedRow(item, error);
      }
      rows.push(row);
      options.onRow(row, result);
    }
  } finally {
    await servers?.stop();
  }
  return { rows, results };
}

async function runOne(
  item: SuiteItem,
  servers: Infrastructure,
  progress: Progress,
  { dir, seed, runs, interrupt }: SuiteRunOptions,
): Promise<{ result: RunResult; row: SuiteRow }> {
  const { scenario, entries, command } = item;
  const startedAtMs = Date.now();
  const { result, failure } = await runScenarioOn(servers, {
    ...{ scenario, entries, seed, runs, command, startedAtMs, interrupt, progress },
  });
  result.verdict = verdictSentence(result);
  parseRunResult(result);
  await writeReport(result, join(dir, scenario.name));
  const row = suiteRow(result, `${scenario.name}/index.html`);
  if (failure === undefined) return { result, row };
  return { result, row: { ...row, status: 'error', error: sentenceOf(failure) } };
}

function failedRow({ scenario }: SuiteItem, error: unknown): SuiteRow {
  const { name, title, question } = scenario;
  return {
    ...{ scenario: name, title, question, status: 'error', error: sentenceOf(error) },
    ...{ href: null, verdict: 'nothing was measured', contenders: [] },
  };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
