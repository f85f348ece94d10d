// `npm run bench:generator`: does our open loop keep its schedule, also against a server that stands still?
import { parseArgs } from 'node:util';
import { numberOf, UsageError } from '../engine/arguments.ts';
import { planArrivals } from '../engine/arrivals.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { clientDeadlineMs } from '../engine/contender-run.ts';
import { askedRate, fidelityLines, missedGoals, type Repetition } from './fidelity-words.ts';
import { besideIdle } from './idle-process.ts';
import { fire } from './fire.ts';
import { aroundFreeze, stretchOf } from './lateness.ts';
import { mostOpen } from './most-open.ts';
import { startNoOpServer, type NoOpServer } from './no-op-process.ts';

const usage = `Usage: npm run bench:generator -- [options]

Sends orders to a server that does nothing, with the code that scenarios use, and says how late they left:
once with a server that answers, once with one that stands still (SIGSTOP) for half the time.

  --rate N      orders a second (default ${askedRate})
  --seconds S   of load (default 10), after a warm-up of 3 s at half the rate
  --runs N      repetitions (default 3)
  --seed N      seed of the first repetition's arrivals (default 1)
  --help        this text

Exit codes: 0 every goal met, 1 internal error, 2 usage, 3 environment, 99 a goal missed, 130 interrupted.`;

const warmUpMs = 3_000;

type Load = { ratePerSecond: number; durationMs: number; seed: number };

async function steady(server: NoOpServer, load: Load, signal: AbortSignal): Promise<Repetition> {
  const { entries, t0, ...cost } = await fire(server, arrivalsOf(load), {
    ...{ warmUp: warmUpOf(load), signal },
  });
  const receipts = await server.receipts();
  const receivedAt = (orderId: string) => {
    const atMs = receipts.get(orderId);
    return atMs === undefined ? undefined : atMs - t0;
  };
  return {
    ...{ title: 'a server that answers', ...cost },
    stretches: [stretchOf('all', entries, receivedAt)],
    mostOpen: mostOpen(entries, clientDeadlineMs),
  };
}

async function frozen(server: NoOpServer, load: Load, signal: AbortSignal): Promise<Repetition> {
  const freeze = { atMs: load.durationMs / 4, forMs: load.durationMs / 2 };
  const fired = await fire(server, arrivalsOf(load), { warmUp: warmUpOf(load), freeze, signal });
  await server.receipts();
  const { entries, cores, longestGcMs, memory } = fired;
  return {
    title: `a server that stands still for ${freeze.forMs / 1_000} s`,
    ...{ cores, longestGcMs, memory },
    stretches: fired.frozen ? aroundFreeze(entries, fired.frozen) : [],
    mostOpen: mostOpen(entries, clientDeadlineMs),
  };
}

function arrivalsOf(load: Load) {
  return planArrivals({
    ...{ ...load, process: 'poisson' },
    draw: { flights: 20, declinedShare: 0 },
  });
}

function warmUpOf(load: Load) {
  return arrivalsOf({ ...load, ratePerSecond: load.ratePerSecond / 2, durationMs: warmUpMs });
}

function parse(argv: string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: argv,
      options: { rate: text, seconds: text, runs: text, seed: text, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function main(argv: string[], interrupt: AbortSignal): Promise<number> {
  const values = parse(argv);
  const say = (lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`);
  if (values.help) {
    say([usage]);
    return exitCodes.ok;
  }
  const ratePerSecond = numberOf('--rate', values.rate, { min: 1, max: 10_000 }) ?? askedRate;
  const seconds = numberOf('--seconds', values.seconds, { min: 1, max: 16 }) ?? 10;
  const runs = numberOf('--runs', values.runs, { min: 1, max: 100, integer: true }) ?? 3;
  const seed = numberOf('--seed', values.seed, { min: 0, max: 2 ** 31 - 1, integer: true }) ?? 1;
  say([`${ratePerSecond} orders/s for ${seconds} s, Poisson; late and received: p50 / p99 / max`]);
  let missed = 0;
  for (let run = 0; run < runs; run++) {
    const load = { ratePerSecond, durationMs: seconds * 1_000, seed: seed + run };
    say(['', `run ${run + 1} of ${runs}, seed ${load.seed}`]);
    for (const repetition of [steady, frozen]) {
      interrupt.throwIfAborted();
      const server = await startNoOpServer(interrupt);
      try {
        const { done, idle } = await besideIdle(() => repetition(server, load, interrupt));
        missed += missedGoals(done).length;
        say(fidelityLines(done, idle));
      } finally {
        await server.stop();
      }
    }
  }
  return missed > 0 ? exitCodes.expectation : exitCodes.ok;
}

await runCommand(main, 'stopping the server');
