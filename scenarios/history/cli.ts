// `npm run history`: past runs in the terminal, and a page that links to their reports.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { HistoryEntry, PastRun } from '../../reports/history-entry.ts';
import { shortTime, writeHistory } from '../../reports/write-history.ts';
import { ofScenario, readHistory } from './read-history.ts';

const outputDir = fileURLToPath(new URL('../../reports/output/', import.meta.url));

const usage = `Usage: npm run history -- [options]

  --scenario NAME   only runs of this scenario
  --json            print them as JSON
  --dir DIR         where the reports are (default reports/output)
  --help            this text

Writes DIR/index.html, which links to every report. Exit codes: 0 ok, 2 usage.`;

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      scenario: { type: 'string' },
      json: { type: 'boolean' },
      dir: { type: 'string' },
      help: { type: 'boolean' },
    },
  }).values;
}

function stateOf(run: PastRun): string {
  if (run.interrupted) return 'interrupted';
  if (!run.conclusive) return 'INCONCLUSIVE';
  return run.expectationsFailed === 0
    ? '✓ as expected'
    : `✗ ${run.expectationsFailed} not as expected`;
}

/** The history as lines of text. */
export function historyLines(entries: readonly HistoryEntry[]): string[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'broken') return [`! ${entry.folder}: ${entry.reason}`];
    const head = `${shortTime(entry.startedAt)}  git ${entry.gitSha ?? '–'}`;
    if (entry.kind === 'suite')
      return [`${head}  ${entry.title}: ${entry.asExpected} of ${entry.scenarios} as expected`];
    const losses = entry.losses.map(({ name, lost, applicable }) =>
      applicable ? `${name} ${lost ?? 'did not run'}` : `${name} not applicable`,
    );
    return [
      `${head}  ${entry.scenario}  seed ${entry.seed}  ${stateOf(entry)}  lost: ${losses.join(', ')}`,
      `    ${entry.verdict}`,
    ];
  });
}

/** Lists what the command line asks for; resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let options;
  try {
    options = parse(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return 2;
  }
  if (options.help === true) {
    console.log(usage);
    return 0;
  }
  const dir = options.dir ?? outputDir;
  const all = await readHistory(dir);
  const shown = options.scenario === undefined ? all : ofScenario(all, options.scenario);
  if (options.scenario !== undefined && shown.length === 0)
    console.error(`No run of ${options.scenario} in ${dir}.`);
  if (options.json === true) console.log(JSON.stringify(shown, null, 2));
  else if (shown.length > 0) console.log(historyLines(shown).join('\n'));
  else if (options.scenario === undefined) console.log(`No run in ${dir} yet.`);
  if (all.length > 0) console.error(`\nPage     ${await writeHistory(all, dir)}`);
  return 0;
}

if (import.meta.filename === process.argv[1]) process.exitCode = await main(process.argv.slice(2));
