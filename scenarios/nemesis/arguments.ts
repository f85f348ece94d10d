// The command line of `npm run nemesis`, parsed and checked before anything starts.
import { parseArgs } from 'node:util';
import { numberOf, UsageError } from '../engine/arguments.ts';

export const nemesisUsage = `Usage: npm run nemesis -- [options]

Draws random faults from a seed and lets 40 orders a second meet them, round after round, one contender
after the other. Orders may be refused or late; an order that is lost silently, leaked or harmed ends the
hunt, and the smallest schedule that still does it is looked for.

  --minutes N          no new round after this long (default 10)
  --seed N             seed of the first round; the next ones count on (default 1)
  --contenders a,b     whom to hunt (default broker,rest-hardened)
  --round-seconds N    load of one round (default 60)
  --help               this text

Exit codes: 0 nobody harmed, 1 internal error, 2 usage, 3 environment, 99 harm, or
no round that tested anything, 130 interrupted.`;

/** What the user asked for. */
export type NemesisArguments = {
  help: boolean;
  minutes: number;
  seed: number;
  contenders: string[];
  roundSeconds: number;
};

/** Parses `argv`; throws UsageError naming the option. */
export function parseNemesisArguments(argv: string[]): NemesisArguments {
  const values = parse(argv);
  const contenders = (values.contenders ?? 'broker,rest-hardened').split(',').map((s) => s.trim());
  if (contenders.some((name) => name === ''))
    throw new UsageError('--contenders: needs names with commas between them');
  return {
    help: values.help ?? false,
    minutes: numberOf('--minutes', values.minutes, { min: 0.1, max: 1_440 }) ?? 10,
    seed: numberOf('--seed', values.seed, { min: 0, max: 2 ** 31 - 1, integer: true }) ?? 1,
    contenders: [...new Set(contenders)],
    roundSeconds:
      numberOf('--round-seconds', values['round-seconds'], { min: 10, max: 600, integer: true }) ??
      60,
  };
}

/** The command that plays one round again: the first round always has the seed that is given. */
export function repeatCommand(seed: number, contender: string, roundSeconds: number): string {
  const length = roundSeconds === 60 ? '' : ` --round-seconds ${roundSeconds}`;
  return `npm run nemesis -- --minutes 0.1 --seed ${seed} --contenders ${contender}${length}`;
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        minutes: { type: 'string' },
        seed: { type: 'string' },
        contenders: { type: 'string' },
        'round-seconds': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
