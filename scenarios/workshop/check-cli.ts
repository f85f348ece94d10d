// `npm run workshop:check`: looks at the machine, runs the shortest real scenario on both styles, says one sentence.
import { examine } from '../../shared/infra/doctor.ts';
import { countMissing, findingLines } from '../../shared/infra/finding-lines.ts';
import { loadScenario } from '../engine/catalog.ts';
import { chooseContenders } from '../engine/choose.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { runScenario } from '../engine/run.ts';
import { createTerminal } from '../engine/terminal.ts';
import { checkedContenders, checkScenario, readiness } from './check.ts';

async function main(_argv: string[], interrupt: AbortSignal): Promise<number> {
  const startedAtMs = Math.round(performance.timeOrigin);
  const out = process.stdout;
  const findings = await examine();
  out.write(`${findingLines(findings).join('\n')}\n\n`);
  const missing = countMissing(findings);
  if (missing > 0) {
    out.write(`Not ready: mend what is missing above (${missing}), and try again.\n`);
    return exitCodes.environment;
  }
  const scenario = checkScenario(await loadScenario('baseline'));
  const terminal = createTerminal({ stream: out, color: true, scenario, startedAtMs });
  const options = { seed: 1, runs: 1, command: 'npm run workshop:check' };
  const { result, failure } = await runScenario({
    ...{ scenario, startedAtMs, interrupt, progress: terminal, ...options },
    entries: await chooseContenders(checkedContenders),
  }).finally(terminal.close);
  if (result.interrupted) return exitCodes.interrupted;
  if (failure) throw failure;
  const { ready, sentence } = readiness(result);
  out.write(`\n${sentence}\n`);
  return ready ? exitCodes.ok : exitCodes.expectation;
}

await runCommand(main);
