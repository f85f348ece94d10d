// `npm run compare -- A B`: two results of one scenario, told apart only where the noise allows it.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { neverForInfinity, writeCompare } from '../../reports/write-compare.ts';
import { compareResults, hasRegression, NotComparable } from './compare.ts';
import { readResult, UnreadableResult } from './read-result.ts';
import { comparisonTable } from './text-table.ts';

const usage = `Usage: npm run compare -- A B [options]

  A, B           result.json files, or report folders that hold one; B is compared with A
  --json         print the comparison as JSON
  --out DIR      write a page there: DIR/index.html and DIR/compare.json
  --help         this text

With 5 or more runs on each side a difference counts when its whole 95 % bootstrap interval is beyond
2 ms and 10 % (counts: 1). With fewer, the ranges must not overlap and the change must
exceed a floor: 25 % and 5 ms for latency, max(3, 3·√n) for counts; a p99 needs 3 runs on each side.

Exit codes: 0 no regression, 2 not comparable or inconclusive, 99 regression
(more lost orders, silent losses, leaks or harm, or higher latency).`;

/** Something the caller can put right; its message is the whole output. */
class UsageError extends Error {}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

async function compare(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parse(argv);
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const [a, b, ...extra] = positionals;
  if (a === undefined || b === undefined || extra.length > 0) throw new UsageError(usage);
  const comparison = compareResults(await readResult(a), await readResult(b), [a, b]);
  if (values.json === true) console.log(JSON.stringify(comparison, neverForInfinity, 2));
  else {
    const { scenario, notes, verdict } = comparison;
    console.log(`${scenario.name}: ${scenario.title}\nA  ${a}\nB  ${b}\n`);
    console.log(comparisonTable(comparison).join('\n'));
    for (const note of notes) console.log(`! ${note}`);
    console.log(`${notes.length > 0 ? '\n' : ''}${verdict}`);
  }
  if (values.out !== undefined) {
    const { htmlPath } = await writeCompare(comparison, join(values.out));
    console.error(`Page     ${htmlPath}`);
  }
  if (!comparison.conclusive) return 2;
  return hasRegression(comparison) ? 99 : 0;
}

/** Compares what the command line names; resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await compare(argv);
  } catch (error) {
    const isExpected =
      error instanceof UsageError ||
      error instanceof NotComparable ||
      error instanceof UnreadableResult;
    if (!isExpected) throw error;
    const prefix = error instanceof NotComparable ? 'These cannot be compared: ' : '';
    console.error(prefix + error.message);
    return 2;
  }
}

if (import.meta.filename === process.argv[1]) process.exitCode = await main(process.argv.slice(2));
