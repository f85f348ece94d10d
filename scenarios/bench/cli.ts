// `npm run bench`: throughput, latency and drain of the contenders, each beside its floor and measured in one run.
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { doubtsOf, isDisturbed, writeBench } from '../../reports/write-bench.ts';
import { benchBaselineSchema, type BenchResult } from '../../shared/bench-result.ts';
import { startInfrastructure } from '../../shared/infra/infrastructure.ts';
import { UsageError } from '../engine/arguments.ts';
import { chooseContenders } from '../engine/choose.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { benchUsage, parseBenchArguments, type BenchArguments } from './arguments.ts';
import { baselineOf, compareRatios, hasRegressed } from './regressions.ts';
import { emptyResult, runBench } from './run-bench.ts';
import { figureLines, verdictLines } from './words.ts';

const outputDir = fileURLToPath(new URL('../../reports/output/', import.meta.url));
const committedBaseline = fileURLToPath(new URL('./baseline.json', import.meta.url));
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(argv: string[], interrupt: AbortSignal): Promise<number> {
  const args = parseBenchArguments(argv);
  if (args.help) {
    print(benchUsage);
    return exitCodes.ok;
  }
  const contenders = await chooseContenders(args.contenders);
  const baselineFile = args.baseline ?? committedBaseline;
  // Read before an hour is spent on measuring what it cannot be compared with.
  const baseline = args.check ? await readBaseline(baselineFile) : undefined;
  const infrastructure = await startInfrastructure({
    ...{ needs: ['postgres', 'kafka'], signal: interrupt, onProgress: print },
  });
  let result: BenchResult | undefined;
  try {
    const signal = AbortSignal.any([interrupt, infrastructure.lost]);
    const ground = { infrastructure, signal, print };
    result = await emptyResult(ground, args);
    await runBench(ground, contenders, args, result);
  } catch (error) {
    infrastructure.lost.throwIfAborted();
    if (!interrupt.aborted) throw error;
    if (result) result.interrupted = true;
  } finally {
    await infrastructure.stop();
  }
  if (!result) return exitCodes.interrupted;
  await tell(result, args);
  if (interrupt.aborted) return exitCodes.interrupted;
  if (args.writeBaseline) {
    await writeFile(baselineFile, `${JSON.stringify(baselineOf(result), null, 2)}\n`);
    print(`Baseline ${relative('', baselineFile)}`);
  }
  if (!baseline) return exitCodes.ok;
  const verdicts = compareRatios(baseline, result.figures);
  print(`\n${verdictLines(verdicts).join('\n')}`);
  if (!hasRegressed(verdicts)) return exitCodes.ok;
  if (!isDisturbed(result)) return exitCodes.expectation;
  print('INCONCLUSIVE: others were at work, and what is worse may be theirs.');
  return exitCodes.usage;
}

async function tell(result: BenchResult, args: BenchArguments): Promise<void> {
  print(`\n${figureLines(result.figures).join('\n')}`);
  for (const doubt of doubtsOf(result)) print(`! ${doubt}`);
  const stamp = result.startedAt.replaceAll(':', '-').slice(0, 19);
  const { htmlPath, jsonPath } = await writeBench(
    result,
    args.out ?? join(outputDir, `bench-${stamp}`),
  );
  print(`\nReport   ${htmlPath}\nResult   ${jsonPath}`);
}

async function readBaseline(file: string) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--check: ${file} cannot be read; --write-baseline makes it`, { cause });
  });
  const parsed = benchBaselineSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new UsageError(`--check: ${file} is no baseline of this bench: ${parsed.error.message}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

await runCommand(main);
