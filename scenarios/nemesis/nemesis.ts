// Rounds of random faults until the time is used or somebody is harmed; then the smallest schedule that harms.
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import type { ScenarioFault } from '../engine/faults/fault-schema.ts';
import { arrivalsOf } from '../engine/run.ts';
import { runOnce } from '../engine/run-once.ts';
import { composeFaults } from './compose.ts';
import {
  faultWords,
  roundPhases,
  roundScenario,
  verdictOf,
  verdictWords,
  type Verdict,
} from './round.ts';
import { shrink } from './shrink.ts';

/** A round that was run. */
export type Round = {
  seed: number;
  contender: string;
  faults: ScenarioFault[];
  /** Faults whose target this contender lacks. */
  notApplicable: number;
  verdict: Verdict;
  run: ContenderRun;
};

/** All rounds, and the smallest schedule when one did harm. */
export type NemesisResult = {
  rounds: Round[];
  harm?: { round: Round; smallest: ScenarioFault[]; reruns: number };
};

/** What the hunt needs, and whom it tells. */
export type NemesisOptions = {
  infrastructure: Infrastructure;
  entries: CatalogEntry[];
  seed: number;
  /** Load of a round, in ms. */
  loadMs: number;
  /** No round starts after this; the first always does. */
  minutes: number;
  interrupt: AbortSignal;
  print: (line: string) => void;
  /** Hears of every round that was run, so that an interrupted hunt still has them. */
  onRound?: (round: Round) => void;
};

/** Longest search for a smaller schedule, in rounds. */
const mostReruns = 6;

/** Hunts for harm. */
export async function hunt(options: NemesisOptions): Promise<NemesisResult> {
  const { entries, seed, loadMs, minutes, print } = options;
  const startedAtMs = performance.now();
  const rounds: Round[] = [];
  const isTimeLeft = () => performance.now() - startedAtMs < minutes * 60_000;
  // Every contender meets the same schedule before the next one is drawn.
  for (let n = 0; n === 0 || isTimeLeft(); n++) {
    const entry = entries[n % entries.length];
    if (!entry) throw new Error('there is no contender to hunt');
    const roundSeed = (seed + Math.floor(n / entries.length)) % 2 ** 31;
    const faults = composeFaults(roundSeed, roundPhases(loadMs).faultMs);
    const round = await playRound(options, { entry, seed: roundSeed, faults });
    rounds.push(round);
    if (round.verdict.kind !== 'harm') continue;
    print(`Looking for the smallest schedule that does harm, in at most ${mostReruns} rounds`);
    // What cannot be done to this contender did no harm to it.
    const real = faults.filter((_, i) => !isGrey(round.run, i));
    const { smallest, asked } = await shrink(
      real,
      async (smaller) =>
        (await playRound(options, { entry, seed: roundSeed, faults: smaller })).verdict.kind ===
        'harm',
      mostReruns,
    );
    return { rounds, harm: { round, smallest, reruns: asked } };
  }
  return { rounds };
}

async function playRound(
  { infrastructure, interrupt, loadMs, print, onRound }: NemesisOptions,
  { entry, seed, faults }: { entry: CatalogEntry; seed: number; faults: ScenarioFault[] },
): Promise<Round> {
  const scenario = roundScenario(faults, loadMs);
  const contender = entry.contender.name;
  const { run } = await runOnce({ infrastructure, entry, scenario, seed, interrupt });
  interrupt.throwIfAborted();
  const verdict = verdictOf(run, arrivalsOf(scenario, seed).length);
  const notApplicable = run.faults.filter((fault) => 'notApplicable' in fault).length;
  const round: Round = { seed, contender, faults, notApplicable, verdict, run };
  print(roundLine(round, loadMs));
  onRound?.(round);
  return round;
}

/** A round in one line. */
export function roundLine(round: Round, loadMs: number): string {
  const { seed, contender, faults, notApplicable, run, verdict } = round;
  const words = faults
    .filter((_, i) => !isGrey(run, i))
    .map((fault) => faultWords(fault, roundPhases(loadMs)));
  const skipped = notApplicable > 0 ? ` (${notApplicable} not applicable)` : '';
  return `seed ${seed}  ${contender}: ${words.join('; ') || 'no fault'}${skipped} → ${run.offered} orders, ${run.lostOrders.refused} refused, ${run.outcomes.late} late: ${verdictWords(verdict)}`;
}

/** The result lists the faults in the order of the schedule until one of them failed. */
function isGrey(run: ContenderRun, index: number): boolean {
  const fault = run.faults[index];
  return fault !== undefined && 'notApplicable' in fault;
}
