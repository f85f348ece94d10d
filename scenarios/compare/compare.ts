// Compares two results of one scenario, contender by contender, and refuses what cannot be compared. Pure.
import type { ComparedContender, ComparedSide, Comparison } from '../../reports/comparison.ts';
import { duration, listed } from '../../reports/numbers.ts';
import { spread } from '../../reports/repetitions.ts';
import type { ContenderResult, PhaseName, RunResult } from '../../shared/run-result.ts';
import { figures } from './figures.ts';
import { judge, measuredOf } from './noise.ts';

/** The two results measure different things; the message says which. */
export class NotComparable extends Error {}

function phaseLength(result: RunResult, name: PhaseName): number | null {
  const phases = result.contenders.flatMap(({ runs }) => runs[0]?.phases ?? []);
  const phase = phases.find((candidate) => candidate.name === name);
  return phase === undefined ? null : phase.endMs - phase.startMs;
}

/** Phases end as measured, so a fault heals a little late now and then; a `--quick` run is shorter by far more. */
function differs(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== b;
  return Math.abs(a - b) > Math.max(2000, 0.1 * Math.max(a, b));
}

/** Why the two cannot be compared; null when they can. */
function obstacle(before: RunResult, after: RunResult): string | null {
  const [a, b] = [before.scenario, after.scenario];
  if (a.name !== b.name) return `different scenarios: ${a.name} and ${b.name}`;
  const settings = [
    ['arrival rate', a.arrivalRatePerSecond, b.arrivalRatePerSecond],
    ['arrivals', a.arrivals, b.arrivals],
    ['loop', a.loop ?? 'open', b.loop ?? 'open'],
    ['connections', a.connections ?? null, b.connections ?? null],
    ['patience', a.patienceMs, b.patienceMs],
    ['request deadline', a.requestDeadlineMs, b.requestDeadlineMs],
  ] as const;
  const setting = settings.find(([, x, y]) => x !== y);
  if (setting !== undefined)
    return `different ${setting[0]}: ${String(setting[1])} and ${String(setting[2])}`;
  const suffered = [faultsOf(before, after), faultsOf(after, before)] as const;
  if (suffered[0] !== suffered[1]) return `different faults: ${suffered[0]} and ${suffered[1]}`;
  const standing = [a, b].map(({ conditions = [] }) => listed(conditions) || 'none');
  if (standing[0] !== standing[1])
    return `different standing conditions: ${standing[0]} and ${standing[1]}`;
  for (const name of ['steady', 'fault', 'recovery'] as const) {
    const [x, y] = [phaseLength(before, name), phaseLength(after, name)];
    if (differs(x, y))
      return `different length of the ${name} phase: ${x === null ? 'none' : duration(x)} and ${y === null ? 'none' : duration(y)}`;
  }
  return null;
}

/** Kind, target and settings of every fault of the contenders that ran in both, as text. */
function faultsOf(result: RunResult, other: RunResult): string {
  const both = result.contenders.filter(({ name }) =>
    other.contenders.some((c) => c.name === name),
  );
  const faults = both.flatMap(({ runs }) =>
    (runs[0]?.faults ?? []).map((fault) => {
      const params = 'params' in fault ? Object.entries(fault.params) : [];
      const settings = params
        .map(([name, value]) => `${name} ${String(value)}`)
        .toSorted((p, q) => p.localeCompare(q))
        .join(', ');
      return `${fault.target} ${fault.kind}${settings === '' ? '' : ` (${settings})`}`;
    }),
  );
  return listed([...new Set(faults)].toSorted((p, q) => p.localeCompare(q))) || 'none';
}

function contenderOf(before: ContenderResult, after: ContenderResult, seed: number) {
  return {
    name: before.name,
    figures: figures.map((figure) => {
      const [x, y] = [spread(before.runs, figure.read), spread(after.runs, figure.read)];
      const { change, because } = judge(figure, x, y, seed);
      const { title, unit } = figure;
      return { title, unit, before: measuredOf(x), after: measuredOf(y), change, because };
    }),
  };
}

function notesOf(before: RunResult, after: RunResult): string[] {
  const names = (result: RunResult) => result.contenders.map(({ name }) => name);
  const only = (mine: string[], others: string[]) => mine.filter((name) => !others.includes(name));
  const [onlyBefore, onlyAfter] = [
    only(names(before), names(after)),
    only(names(after), names(before)),
  ];
  const machine = ({ environment }: RunResult) =>
    `${environment.cpuModel}, ${environment.cpuCount} cores`;
  return [
    before.seed !== after.seed &&
      `Different seeds (${before.seed} and ${after.seed}): arrivals and faults hit other orders.`,
    machine(before) !== machine(after) &&
      `Different machines (${machine(before)}; ${machine(after)}): latencies are not comparable.`,
    onlyBefore.length > 0 && `Only in A: ${listed(onlyBefore)}.`,
    onlyAfter.length > 0 && `Only in B: ${listed(onlyAfter)}.`,
    !before.conclusive && `A is inconclusive: ${before.verdict}`,
    !after.conclusive && `B is inconclusive: ${after.verdict}`,
  ].filter((note) => note !== false);
}

/** Harm that appeared but is too rare to call: worth a look, not worth a verdict. */
function faintHarm(contenders: readonly ComparedContender[]): string[] {
  return contenders.flatMap(({ name, figures: all }) =>
    all
      .filter(({ title, before, after, change }) => {
        const isGrave = /harm|leaked|silently/.test(title);
        const grew = (before?.max ?? 0) === 0 && (after?.max ?? 0) > 0;
        return isGrave && grew && change === 'no detectable difference';
      })
      .map(
        ({ title, after }) =>
          `${name}: ${title.trim()} was 0 in every run of A and up to ${after?.max ?? 0} in B; too few to call, worth a look.`,
      ),
  );
}

function verdictOf(contenders: readonly ComparedContender[], conclusive: boolean): string {
  if (!conclusive) return 'INCONCLUSIVE: one of the two results has not earned a verdict.';
  const all = contenders.flatMap(({ name, figures: some }) =>
    some.map((figure) => ({ name, title: figure.title.trim(), change: figure.change })),
  );
  const of = (change: string) =>
    all.filter((one) => one.change === change).map(({ name, title }) => `${name} ${title}`);
  const [worse, better] = [of('regression'), of('improvement')];
  const moved = [...of('higher'), ...of('lower')];
  const parts = [
    worse.length > 0 && `worse: ${listed(worse)}`,
    better.length > 0 && `better: ${listed(better)}`,
    moved.length > 0 && `changed: ${listed(moved)}`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return 'No detectable difference.';
  return `${worse.length > 0 ? 'REGRESSION' : 'No regression'}; ${parts.join('; ')}.`;
}

function sideOf(result: RunResult, label: string): ComparedSide {
  const { startedAt, seed, verdict, environment } = result;
  return { label, startedAt, seed, verdict, gitSha: environment.gitSha };
}

/** Whether any gated figure got worse beyond noise. */
export function hasRegression({ conclusive, contenders }: Comparison): boolean {
  return (
    conclusive &&
    contenders.some(({ figures: all }) => all.some(({ change }) => change === 'regression'))
  );
}

/** The comparison of B with A; throws NotComparable. */
export function compareResults(
  before: RunResult,
  after: RunResult,
  labels: readonly [string, string] = ['A', 'B'],
): Comparison {
  const reason = obstacle(before, after);
  if (reason !== null) throw new NotComparable(reason);
  const contenders = before.contenders.flatMap((one) => {
    const other = after.contenders.find(({ name }) => name === one.name);
    const ran = one.runs.length > 0 && other !== undefined && other.runs.length > 0;
    return ran ? [contenderOf(one, other, before.seed)] : [];
  });
  if (contenders.length === 0) throw new NotComparable('no contender ran in both');
  const conclusive = before.conclusive && after.conclusive;
  return {
    schemaVersion: 1,
    scenario: { name: before.scenario.name, title: before.scenario.title },
    before: sideOf(before, labels[0]),
    after: sideOf(after, labels[1]),
    conclusive,
    verdict: verdictOf(contenders, conclusive),
    notes: [...notesOf(before, after), ...faintHarm(contenders)],
    contenders,
  };
}
