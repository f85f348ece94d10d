// `npm run nemesis`: hunts contenders with random faults, and says how to repeat what it finds.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startInfrastructure } from '../../shared/infra/infrastructure.ts';
import { chooseContenders } from '../engine/choose.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { serversFor } from '../engine/run.ts';
import { nemesisUsage, parseNemesisArguments, repeatCommand } from './arguments.ts';
import { hunt, type NemesisResult, type Round } from './nemesis.ts';
import { faultWords, roundPhases, verdictWords } from './round.ts';

const outputDir = fileURLToPath(new URL('../../reports/output/', import.meta.url));
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(argv: string[], interrupt: AbortSignal): Promise<number> {
  const args = parseNemesisArguments(argv);
  if (args.help) {
    print(nemesisUsage);
    return exitCodes.ok;
  }
  const { seed, minutes, roundSeconds } = args;
  const entries = await chooseContenders(args.contenders);
  const loadMs = roundSeconds * 1_000;
  print(
    `${args.contenders.join(', ')}: rounds of ${roundSeconds} s for ${minutes} min, seed ${seed}`,
  );

  const played: Round[] = [];
  const infrastructure = await startInfrastructure({
    needs: serversFor(entries),
    signal: interrupt,
  });
  let result: NemesisResult;
  try {
    const onRound = (round: Round) => void played.push(round);
    result = await hunt({
      ...{ infrastructure, entries, seed, loadMs, minutes, interrupt, print, onRound },
    });
  } finally {
    await infrastructure.stop();
    print(`\n${summaryLine(played)}`);
  }
  if (!result.harm) {
    print(
      `Repeat   npm run nemesis -- --minutes ${minutes} --seed ${seed} --contenders ${args.contenders.join(',')} --round-seconds ${roundSeconds}`,
    );
    // A hunt in which nothing could be tested has not found anybody unharmed.
    const tested = played.some(({ verdict }) => verdict.kind === 'unharmed');
    if (interrupt.aborted) return exitCodes.interrupted;
    return tested ? exitCodes.ok : exitCodes.expectation;
  }
  await tellHarm(result.harm, roundSeconds);
  return exitCodes.expectation;
}

/** Rounds, orders and verdicts in one line. */
function summaryLine(rounds: Round[]): string {
  const orders = rounds.reduce((sum, { run }) => sum + run.offered, 0);
  const refused = rounds.reduce((sum, { run }) => sum + run.lostOrders.refused, 0);
  const count = (kind: string) => rounds.filter(({ verdict }) => verdict.kind === kind).length;
  return `${rounds.length} rounds, ${orders} orders, ${refused} refused; unharmed ${count('unharmed')}, void ${count('void')}, with harm ${count('harm')}`;
}

async function tellHarm(
  { round, smallest, reruns }: NonNullable<NemesisResult['harm']>,
  roundSeconds: number,
): Promise<void> {
  const { seed, contender, verdict, faults, run } = round;
  const repeat = repeatCommand(seed, contender, roundSeconds);
  print(`\nHarm in round seed ${seed} of ${contender}: ${verdictWords(verdict)}`);
  print(`Smallest schedule found in ${reruns} more rounds:`);
  for (const fault of smallest)
    print(`  ${faultWords(fault, roundPhases(roundSeconds * 1_000))}  ${JSON.stringify(fault)}`);
  const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
  const file = `${outputDir}nemesis-${stamp}.json`;
  await mkdir(outputDir, { recursive: true });
  const document = {
    ...{ schemaVersion: 1, command: repeat, seed, contender, roundSeconds, verdict },
    ...{ faults, smallest, reruns, run },
  };
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
  print(`Result   ${file}\nRepeat   ${repeat}`);
}

await runCommand(main);
