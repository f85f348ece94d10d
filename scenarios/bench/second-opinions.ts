// `npm run bench:opinions`: one server that stands still for a moment, and what four ways to measure make of it.
import { planArrivals } from '../engine/arrivals.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { autocannonOpinion } from './autocannon-opinion.ts';
import { startNoOpServer } from './no-op-process.ts';
import { opinionLines, type Opinion } from './opinion.ts';
import { ownOpinion } from './own-opinion.ts';
import { wrkOpinion } from './wrk-opinion.ts';

const ratePerSecond = 200;
const seconds = 10;
const freeze = { atMs: 4_000, forMs: 1_400 };

const explanation = `
Coordinated omission: who waits for an answer before sending the next request stops asking while the server
stands still, and the ${Math.round((ratePerSecond * freeze.forMs) / 1_000)} orders that would have waited are missing from its percentiles. Our generator sends
every order when it is due and counts from that instant, so nothing has to be put back afterwards.
autocannon puts samples back as if each connection had sent one a millisecond, whatever its rate: its p50 is of
requests nobody sent. wrk puts back as many as its own pace would have made: right here, where that pace is even.
`;

async function main(_argv: string[], interrupt: AbortSignal): Promise<number> {
  const server = await startNoOpServer(interrupt);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    say(`${ratePerSecond} requests/s for ${seconds} s, the server stands still for 1.4 s of it\n`);
    const arrivals = planArrivals({
      ...{ process: 'poisson', ratePerSecond, durationMs: seconds * 1_000, seed: 1 },
      draw: { flights: 20, declinedShare: 0 },
    });
    const options = { freeze, signal: interrupt };
    const { truth, opinion } = await ownOpinion(server, arrivals, options);
    const opinions: Opinion[] = [opinion];
    for (const corrects of [true, false]) {
      interrupt.throwIfAborted();
      const rate = { ratePerSecond, seconds, corrects };
      opinions.push(await autocannonOpinion(server, { ...options, ...rate }));
    }
    interrupt.throwIfAborted();
    const wrk = await wrkOpinion(server, { ...options, seconds });
    if (wrk) opinions.push(wrk);
    for (const line of opinionLines(truth, opinions)) say(line);
    if (!wrk) say('wrk (Debian package wrk) is not installed, so it has no opinion.');
    say(explanation);
    return exitCodes.ok;
  } finally {
    await server.stop();
  }
}

await runCommand(main, 'stopping the server');
