// One round: the scenario it runs, and what of its outcome is harm. Pure.
import { outcomeClasses, outcomes, type OutcomeClass } from '../../shared/domain/outcome-names.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import { targetOf, type ScenarioFault } from '../engine/faults/fault-schema.ts';
import { windowOf } from '../engine/faults/plan-faults.ts';
import type { NamedScenario, Phases } from '../engine/scenario.ts';

/** Orders a second in every round. */
const ratePerSecond = 40;

/** The phases of a round with so much load: three quarters of it are the fault window. */
export function roundPhases(loadMs: number): Phases {
  const steadyMs = Math.min(3_000, Math.round(loadMs / 10));
  const faultMs = Math.round(loadMs * 0.75);
  return { warmUpMs: 1_000, steadyMs, faultMs, recoveryMs: loadMs - steadyMs - faultMs };
}

/** A round as a scenario like any other. */
export function roundScenario(faults: ScenarioFault[], loadMs: number): NamedScenario {
  const phases = roundPhases(loadMs);
  const question = 'Whatever happens at once: is anybody harmed?';
  return {
    name: 'nemesis',
    title: 'Random faults',
    question,
    hypothesis: 'Orders may be refused or late; none is lost silently, leaked or harmed.',
    contenders: ['broker', 'rest-hardened'],
    arrivals: { process: 'poisson', ratePerSecond },
    ...{ phases, quickPhases: phases, faults },
    patienceMs: 30_000,
    expectations: [],
    teaching: {
      predict: question,
      observe: 'The verdict of every order.',
      why: 'Guarantees must hold under every mixture of faults, not only under those we thought of.',
      misleads: 'A round without harm proves nothing; many rounds make it believable.',
    },
  };
}

/** What a round came to. `void`: a fault could not be run as planned, so nothing was tested. */
export type Verdict = { kind: 'unharmed' } | { kind: 'void' | 'harm'; reasons: string[] };

const harmful: readonly OutcomeClass[] = ['harm', 'leak', 'lost'];
const faultFailed = 'a fault could not be run';

/** What of a run decides about its round. */
type Judged = Pick<
  ContenderRun,
  'offered' | 'outcomes' | 'flags' | 'invariants' | 'drainMs' | 'warnings'
>;

/** Judges a round: refused and late are honest, everything else that went wrong is not. */
export function verdictOf(run: Judged, planned: number): Verdict {
  const orders = outcomes
    .filter((name) => name === 'unclassified' || harmful.includes(outcomeClasses[name]))
    .filter((name) => run.outcomes[name] > 0)
    .map((name) => `${run.outcomes[name]} ${name}`);
  const invariants = run.invariants
    .filter(({ verdict }) => verdict !== 'held')
    .map(({ id, verdict, count }) => `${id}: ${verdict} (${count})`);
  const { mailMissing } = run.flags;
  const reasons = [
    ...orders,
    ...(mailMissing > 0 ? [`${mailMissing} mails never sent`] : []),
    ...invariants,
    ...(run.drainMs === null ? ['not drained'] : []),
    ...run.warnings.filter((warning) => warning.includes('by itself')),
  ];
  if (reasons.length > 0) return { kind: 'harm', reasons };
  const offered = run.offered - run.outcomes['not-offered'];
  const doubts = [
    ...(offered === planned ? [] : [`offered ${offered} of ${planned} orders`]),
    ...run.warnings.filter((warning) => warning.startsWith(faultFailed)),
  ];
  return doubts.length > 0 ? { kind: 'void', reasons: doubts } : { kind: 'unharmed' };
}

/** A verdict in words. */
export function verdictWords(verdict: Verdict): string {
  if (verdict.kind === 'unharmed') return 'nobody harmed';
  return `${verdict.kind === 'harm' ? 'HARM' : 'void'}: ${verdict.reasons.join(', ')}`;
}

/** A fault in a few words, with its window in seconds of the load. */
export function faultWords(fault: ScenarioFault, phases: Phases): string {
  const { atMs, untilMs } = windowOf(fault, phases);
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  return `${targetOf(fault)} ${fault.kind}${settingWords(fault)} ${seconds(atMs)}–${seconds(untilMs)} s`;
}

function settingWords(fault: ScenarioFault): string {
  if (fault.kind === 'crash') return ` at ${fault.at} ×${fault.times}`;
  if (fault.kind === 'partition') return ` ${fault.mode}`;
  if (!('rate' in fault)) return '';
  const ms = fault.kind === 'latency' ? ` ${[fault.ms].flat().join('–')} ms` : '';
  return `${ms} ${Math.round(fault.rate * 100)} % ${fault.point}`;
}
