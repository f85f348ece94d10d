// Reads every past run below the output folder; one that cannot be read is named, and stops nobody.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HistoryEntry, PastRun, PastSuite } from '../../reports/history-entry.ts';
import { suiteResultSchema } from '../../reports/suite.ts';
import { suiteRow } from '../../reports/suite-row.ts';
import { parseFeedResult, type FeedResult } from '../../shared/feed-result.ts';
import { parseRunResult, type RunResult } from '../../shared/run-result.ts';

function pastRun(folder: string, result: RunResult): PastRun {
  const cells = suiteRow(result, null).contenders;
  return {
    kind: 'run',
    folder,
    startedAt: result.startedAt,
    scenario: result.scenario.name,
    title: result.scenario.title,
    seed: result.seed,
    conclusive: result.conclusive,
    interrupted: result.interrupted,
    expectationsFailed: cells.reduce((sum, cell) => sum + cell.expectationsFailed.length, 0),
    verdict: result.verdict,
    gitSha: result.environment.gitSha,
    losses: result.contenders.map(({ name, runs }) => {
      const cell = cells.find((one) => one.name === name);
      const applicable = cell?.applicable ?? true;
      const lost = cell === undefined || !applicable ? null : cell.lostOrders.total;
      return { name, lost, offered: cell?.offered ?? 0, runs: runs.length, applicable };
    }),
  };
}

function pastFeed(folder: string, result: FeedResult): PastRun {
  const { startedAt, scenario, seed, conclusive, interrupted, verdict, methods } = result;
  const failed = methods.flatMap((m) => m.expectations.filter(({ passed }) => !passed));
  return {
    ...{ kind: 'run', folder, startedAt, seed, conclusive, interrupted, verdict },
    ...{ scenario: scenario.name, title: scenario.title, gitSha: result.environment.gitSha },
    expectationsFailed: failed.length,
    losses: methods.map(({ name, changes }) => ({
      ...{ name, lost: changes.missed, offered: changes.committed, runs: 1, applicable: true },
    })),
  };
}

const feedKind = z.object({ kind: z.literal('change-feed') });

function pastResult(folder: string, data: unknown): PastRun {
  return feedKind.safeParse(data).success
    ? pastFeed(folder, parseFeedResult(data))
    : pastRun(folder, parseRunResult(data));
}

function pastSuite(folder: string, data: unknown): PastSuite {
  const { startedAt, title, rows, environment } = suiteResultSchema.parse(data);
  const asExpected = rows.filter(({ status }) => status === 'ok').length;
  const gitSha = environment?.gitSha ?? null;
  return { kind: 'suite', folder, startedAt, title, asExpected, scenarios: rows.length, gitSha };
}

async function readEntry(dir: string, folder: string, file: string): Promise<HistoryEntry> {
  try {
    const data: unknown = JSON.parse(await readFile(join(dir, folder, file), 'utf8'));
    return file === 'suite.json' ? pastSuite(folder, data) : pastResult(folder, data);
  } catch (error) {
    return { kind: 'broken', folder, reason: `${file}: ${reasonOf(error)}` };
  }
}

/** One line; of a document that is none of ours, the first field that does not fit. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
  }
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

async function readFolder(dir: string, folder: string, isNested: boolean): Promise<HistoryEntry[]> {
  const inside = await readdir(join(dir, folder), { withFileTypes: true });
  const names = inside.filter((entry) => entry.isFile()).map(({ name }) => name);
  const entries: HistoryEntry[] = [];
  // One after the other: results are large, and a history may be long.
  for (const file of ['result.json', 'suite.json'])
    if (names.includes(file)) entries.push(await readEntry(dir, folder, file));
  // A suite keeps the reports of its scenarios in folders of its own.
  if (!isNested)
    for (const entry of inside)
      if (entry.isDirectory())
        entries.push(...(await readFolder(dir, `${folder}/${entry.name}`, true)));
  if (entries.length === 0 && !isNested)
    return [{ kind: 'broken', folder, reason: 'no result.json' }];
  return entries;
}

function timeOf(entry: HistoryEntry): string {
  return entry.kind === 'broken' ? '' : entry.startedAt;
}

/** All past runs and suites, newest first; a missing output folder is an empty history. */
export async function readHistory(dir: string): Promise<HistoryEntry[]> {
  const inside = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const entries: HistoryEntry[] = [];
  for (const entry of inside)
    if (entry.isDirectory()) entries.push(...(await readFolder(dir, entry.name, false)));
  return entries.toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
}

/** Only the runs of one scenario; suites and broken folders belong to none. */
export function ofScenario(entries: readonly HistoryEntry[], name: string): PastRun[] {
  return entries.filter((entry) => entry.kind === 'run').filter((run) => run.scenario === name);
}
