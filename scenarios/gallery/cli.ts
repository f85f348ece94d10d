// `npm run gallery`: proves the checker on defects of real code; each must be named, each repaired twin be clean.
import { parseArgs } from 'node:util';
import { startInfrastructure } from '../../shared/infra/infrastructure.ts';
import { nearestName, numberOf, UsageError } from '../engine/arguments.ts';
import { loadContenders, loadPlanted } from '../engine/catalog.ts';
import { exitCodes, runCommand } from '../engine/command.ts';
import { bugs } from './bugs.ts';
import { exhibit, type Exhibit } from './gallery.ts';
import { galleryTable, isComplete, scoreLine, verdictLine } from './table.ts';

const usage = `Usage: npm run gallery -- [options]

Runs contenders with a planted defect and their repaired twins, with real processes, and has the
checker judge both: it must name the defect, and find nothing in the twin.

  --only a,b   only these bugs (${bugs.map(({ name }) => name).join(', ')})
  --seed N     seed of arrivals and faults (default 1)
  --help       this text

Exit codes: 0 all named and all twins clean, 1 internal error, 2 usage, 3 environment,
99 something was not named or a twin was not clean, 130 interrupted.`;

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        only: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function chooseBugs(only: string | undefined) {
  if (only === undefined) return bugs;
  const names = bugs.map(({ name }) => name);
  const wanted = only.split(',').map((name) => name.trim());
  for (const name of wanted) {
    const near = nearestName(name, names);
    if (!names.includes(name))
      throw new UsageError(
        `--only: there is no bug "${name}"${near ? `; did you mean "${near}"?` : ''} (known: ${names.join(', ')})`,
      );
  }
  return bugs.filter(({ name }) => wanted.includes(name));
}

async function main(argv: string[], interrupt: AbortSignal): Promise<number> {
  const values = parse(argv);
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return exitCodes.ok;
  }
  const chosen = chooseBugs(values.only);
  const seed = numberOf('--seed', values.seed, { min: 0, max: 2 ** 31 - 1, integer: true }) ?? 1;
  const contenders = new Map([...(await loadContenders()), ...(await loadPlanted())]);
  const needs = new Set<'kafka' | 'postgres'>(['postgres']);
  for (const { planted, twin } of chosen)
    for (const name of [planted, twin])
      for (const need of contenders.get(name)?.variant.needs ?? []) needs.add(need);

  const exhibits: Exhibit[] = [];
  process.stdout.write(`${chosen.length} defects and their twins; starting the servers\n`);
  const infrastructure = await startInfrastructure({ needs: [...needs], signal: interrupt });
  try {
    for (const bug of chosen) {
      process.stdout.write(`${bug.name}: ${bug.scenario.question}\n`);
      const shown = await exhibit(bug, { infrastructure, contenders, seed, interrupt });
      exhibits.push(shown);
      // A planted contender breaks its policy's predictions on purpose; of its twin every word counts.
      for (const warning of shown.twin.warnings)
        process.stdout.write(`  ! ${bug.twin}: ${warning}\n`);
      process.stdout.write(`  ${verdictLine(shown)}\n`);
    }
  } finally {
    await infrastructure.stop();
    if (exhibits.length > 0) process.stdout.write(`\n${galleryTable(exhibits).join('\n')}\n\n`);
    process.stdout.write(`${scoreLine(exhibits, chosen)}\n`);
  }
  return isComplete(exhibits, chosen) ? exitCodes.ok : exitCodes.expectation;
}

await runCommand(main);
