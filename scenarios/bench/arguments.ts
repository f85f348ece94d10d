// The command line of `npm run bench`, parsed and checked before anything starts.
import { parseArgs } from 'node:util';
import { numberOf, textOf, UsageError } from '../engine/arguments.ts';

export const benchUsage = `Usage: npm run bench -- [options]

Measures the contenders beside their floors: the same processes, calls, messages and transactions by the
barest code. Absolute figures are this machine's; the ratios are what to look at.

  --only a,b           parts of: throughput, latency, drain (default all)
  --contenders a,b     default rest,rest-hardened,broker; their floors come along
  --runs N             rounds, interleaved (default 3); medians and ranges over them
  --seconds N          flat-out load of one run (default 8; of open-loop load 10)
  --quick              one short round of everything: to see that it works, not to believe its figures
  --out DIR            where bench.json and the page go (default reports/output/bench-<time>)
  --check              compare the ratios with the committed ones: 99 when one is worse beyond noise
  --baseline FILE      the ratios to compare with (default scenarios/bench/baseline.json)
  --write-baseline     write the ratios of this run there instead
  --help               this text

Exit codes: 0 ok, 1 internal error, 2 usage, or a ratio is worse but others had more than a tenth of the
machine (--check), 3 environment, 99 a ratio regressed (--check),
130 interrupted (what was measured so far is still written).`;

/** What can be measured. */
export const benchParts = ['throughput', 'latency', 'drain'] as const;
export type BenchPart = (typeof benchParts)[number];

/** What the user asked for. */
export type BenchArguments = {
  help: boolean;
  parts: ReadonlySet<BenchPart>;
  contenders: string[];
  runs: number;
  /** Flat out. */
  seconds: number;
  /** In an open loop, per rate. */
  openSeconds: number;
  connections: number;
  /** Orders that every subject gets before it is measured. */
  warmUpOrders: number;
  /** Orders stored while billing is away. */
  backlog: number;
  out: string | undefined;
  check: boolean;
  writeBaseline: boolean;
  baseline: string | undefined;
};

/** Parses `argv`; throws UsageError naming the option. */
export function parseBenchArguments(argv: string[]): BenchArguments {
  const values = parse(argv);
  const quick = values.quick ?? false;
  const check = values.check ?? false;
  const writeBaseline = values['write-baseline'] ?? false;
  if (check && writeBaseline)
    throw new UsageError('--check and --write-baseline: one or the other, please');
  const seconds = numberOf('--seconds', values.seconds, { min: 1, max: 600 });
  return {
    help: values.help ?? false,
    parts: partsOf(values.only),
    contenders: namesOf('--contenders', values.contenders) ?? ['rest', 'rest-hardened', 'broker'],
    runs: numberOf('--runs', values.runs, { min: 1, max: 100, integer: true }) ?? (quick ? 1 : 3),
    seconds: seconds ?? (quick ? 2 : 8),
    openSeconds: seconds ?? (quick ? 3 : 10),
    connections: 64,
    warmUpOrders: quick ? 500 : 8_000,
    backlog: quick ? 1_000 : 20_000,
    out: textOf('--out', values.out),
    baseline: textOf('--baseline', values.baseline),
    ...{ check, writeBaseline },
  };
}

function partsOf(text: string | undefined): Set<BenchPart> {
  const names = namesOf('--only', text);
  if (!names) return new Set(benchParts);
  return new Set(
    names.map((name) => {
      const part = benchParts.find((known) => known === name);
      if (!part)
        throw new UsageError(
          `--only: there is no part "${name}" (known: ${benchParts.join(', ')})`,
        );
      return part;
    }),
  );
}

function namesOf(option: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new UsageError(`${option}: needs names with commas between them`);
  return [...new Set(names)];
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        only: { type: 'string' },
        contenders: { type: 'string' },
        runs: { type: 'string' },
        seconds: { type: 'string' },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        check: { type: 'boolean' },
        baseline: { type: 'string' },
        'write-baseline': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
