// The command line of `npm run live`, parsed and checked before anything starts.
import { parseArgs } from 'node:util';
import { numberOf, textOf, UsageError } from '../engine/arguments.ts';

/** Where the load slider ends, in orders per second; the command line may not go beyond it either. */
export const maxRatePerSecond = 200;

export const liveUsage = `Usage: npm run live -- [options]

Runs two contenders side by side under the same steady load and shows them in the browser, with buttons
that break things, two booking forms, and "save report". Ctrl-C ends it and leaves nothing behind.

  --rate N             orders per second for each of them, at the start (default 20, at most ${maxRatePerSecond})
  --contenders a,b     which two (default rest,broker)
  --port N             where the page is (default 4400; a free one when that is taken)
  --host A             127.0.0.1 (default), or 0.0.0.0 in a container whose port is published on loopback
  --seed N             seed of the orders and of the faults (default 1)
  --open               open the page in the browser
  --out DIR            where saved reports go (default reports/output)
  --help               this text

Exit codes: 0 ended by you, 1 internal error, 2 usage, 3 environment.`;

/** This machine only, or every way into a container. */
export type LiveHost = '127.0.0.1' | '0.0.0.0';

/** What the user asked for. */
export type LiveArguments = {
  help: boolean;
  ratePerSecond: number;
  contenders: [string, string];
  /** Undefined: the usual one, or a free one when that is taken. */
  port: number | undefined;
  /** Where the page listens; whoever asks for it by another name than localhost is refused either way. */
  host: LiveHost;
  seed: number;
  open: boolean;
  /** Undefined: the usual folder. */
  out: string | undefined;
};

/** Parses `argv`; throws UsageError naming the option. */
export function parseLiveArguments(argv: string[]): LiveArguments {
  const values = parse(argv);
  const names = (values.contenders ?? 'rest,broker').split(',').map((name) => name.trim());
  const [left, right] = names;
  if (!left || !right || names.length !== 2 || left === right)
    throw new UsageError('--contenders: needs two different names with a comma between them');
  return {
    help: values.help ?? false,
    ratePerSecond: numberOf('--rate', values.rate, { min: 0, max: maxRatePerSecond }) ?? 20,
    contenders: [left, right],
    port: numberOf('--port', values.port, { min: 1, max: 65_535, integer: true }),
    host: hostOf(values.host),
    seed: numberOf('--seed', values.seed, { min: 0, max: 2 ** 31 - 1, integer: true }) ?? 1,
    open: values.open ?? false,
    out: textOf('--out', values.out),
  };
}

function hostOf(text = '127.0.0.1'): LiveHost {
  if (text === '127.0.0.1' || text === '0.0.0.0') return text;
  throw new UsageError(`--host: "${text}" is not 127.0.0.1 or 0.0.0.0`);
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        rate: { type: 'string' },
        contenders: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        seed: { type: 'string' },
        out: { type: 'string' },
        open: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
