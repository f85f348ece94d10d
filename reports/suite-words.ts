// What a whole suite amounts to, in sentences and totals computed from its rows; inconclusive rows judge nobody.
import { leadsInLatency } from './noise.ts';
import { count, duration, listed } from './numbers.ts';
import type { SuiteCell, SuiteResult, SuiteRow } from './suite.ts';

/** Every contender of the suite: those of the ladder from its bottom rung up, then by first appearance. */
export function suiteContenders(suite: SuiteResult): string[] {
  const rungs = (suite.ladder ?? []).flatMap(({ from, to }) => [from, to]);
  const seen = suite.rows.flatMap(({ contenders }) => contenders.map(({ name }) => name));
  return [...new Set([...rungs, ...seen])];
}

/** Rows whose numbers are a verdict. */
export function judgedRows(suite: SuiteResult): SuiteRow[] {
  return suite.rows.filter(({ status }) => status === 'ok' || status === 'expectation-failed');
}

/** The cell of a contender that the scenario could be done to; undefined when it was not run or was spared. */
export function hitCell({ contenders }: SuiteRow, name: string): SuiteCell | undefined {
  return contenders.find((one) => one.name === name && one.applicable);
}

function tally(suite: SuiteResult, holds: (cell: SuiteCell, row: SuiteRow) => boolean) {
  return suiteContenders(suite).flatMap((name) => {
    const cells = judgedRows(suite).flatMap((row) => {
      const cell = hitCell(row, name);
      return cell === undefined ? [] : [{ cell, row }];
    });
    const hits = cells.filter(({ cell, row }) => holds(cell, row)).length;
    return cells.length === 0 ? [] : [{ name, hits, of: cells.length }];
  });
}

function isFastest(cell: SuiteCell, { contenders }: SuiteRow): boolean {
  const paces = contenders.flatMap(({ decisionP50Ms }) => decisionP50Ms ?? []);
  if (cell.decisionP50Ms === null || paces.length < 2) return false;
  const best = Math.min(...paces);
  const runs = Math.min(...contenders.map((one) => one.runs ?? 1));
  const isBehind = (pace: number) => leadsInLatency(best, pace, runs);
  return paces.some(isBehind) && !isBehind(cell.decisionP50Ms);
}

function counted(kind: 'scenario' | 'expectation', size: number): string {
  return `${count(size)} ${kind}${size === 1 ? '' : 's'}`;
}

/** The one sentence above the matrix: in how many scenarios each contender lost orders. */
export function suiteVerdict(suite: SuiteResult): string {
  if (judgedRows(suite).length === 0) return 'No scenario of this suite earned a verdict.';
  const words = tally(suite, ({ lostOrders }) => lostOrders.total > 0)
    .toSorted((a, b) => a.hits / a.of - b.hits / b.of || b.of - a.of)
    .map(({ name, hits, of }) => `${name} in ${hits === 0 ? 'none' : hits} of ${of}`);
  return `Scenarios with lost orders: ${words.join(', ')}.`;
}

/** Who did harm, and who was fastest while nothing was broken. */
export function suiteFindings(suite: SuiteResult): string[] {
  if (judgedRows(suite).length === 0) return [];
  const harmful = tally(suite, ({ lostOrders }) => lostOrders.harm > 0)
    .filter(({ hits }) => hits > 0)
    .map(({ name, hits, of }) => `${name} in ${hits} of ${of}`);
  const fastest = tally(suite, isFastest)
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits / b.of - a.hits / a.of)
    .slice(0, 2)
    .map(({ name, hits, of }) => `${name} in ${hits} of ${of}`);
  return [
    harmful.length > 0
      ? `Scenarios with harm (wrong charges, false confirmations): ${listed(harmful)}.`
      : 'Nobody did harm: no wrong charge and no false confirmation.',
    ...(fastest.length > 0
      ? [`Scenarios decided fastest while nothing was broken (p50): ${listed(fastest)}.`]
      : []),
  ];
}

/** One figure about the whole suite and whether it is as it must be. */
export interface SuiteTotal {
  readonly title: string;
  readonly words: string;
  readonly good: boolean | null;
}

function statusTotal({ rows }: SuiteResult): SuiteTotal {
  const of = (status: SuiteRow['status']) => rows.filter((row) => row.status === status).length;
  const parts = [
    `${of('ok')} as expected`,
    of('expectation-failed') > 0 && `${of('expectation-failed')} not as expected`,
    of('inconclusive') > 0 && `${of('inconclusive')} inconclusive`,
    of('error') > 0 && `${of('error')} failed to run`,
  ].filter((part) => part !== false);
  const good =
    of('expectation-failed') + of('error') > 0 ? false : of('inconclusive') > 0 ? null : true;
  return { title: counted('scenario', rows.length), words: parts.join(', '), good };
}

function offeredTotal({ rows }: SuiteResult): SuiteTotal {
  // Callers who take turns offer as much as they are served; only a schedule is the same for all.
  const unequal = rows.filter(({ contenders }) => {
    const open = contenders.filter(({ throughputPerSecond }) => throughputPerSecond === null);
    return new Set(open.map(({ offered }) => offered)).size > 1;
  });
  const words =
    unequal.length === 0
      ? 'the same for every contender of a scenario'
      : `unequal in ${listed(unequal.map(({ scenario }) => scenario))}`;
  return { title: 'offered orders', words, good: unequal.length === 0 };
}

function latenessTotal(cells: readonly { row: SuiteRow; cell: SuiteCell }[]): SuiteTotal {
  const [worst] = cells.toSorted((a, b) => b.cell.latenessP99Ms - a.cell.latenessP99Ms);
  if (worst === undefined) return { title: 'load generator', words: 'nothing ran', good: null };
  const late = worst.cell.latenessP99Ms;
  const where = `${worst.cell.name} in ${worst.row.scenario}`;
  return {
    title: 'load generator',
    words: `at worst ${duration(late)} late (p99, ${where})`,
    good: late <= 50,
  };
}

/** The checks a suite makes on itself. */
export function suiteTotals(suite: SuiteResult): SuiteTotal[] {
  const cells = suite.rows.flatMap((row) => row.contenders.map((cell) => ({ row, cell })));
  const sum = (of: (cell: SuiteCell) => number) =>
    cells.reduce((all, { cell }) => all + of(cell), 0);
  const met = sum(({ expectationsPassed, applicable }) => (applicable ? expectationsPassed : 0));
  const unmet = sum(({ expectationsFailed }) => expectationsFailed.length);
  const disagreeing = sum(({ predictionsDisagreeing }) => predictionsDisagreeing.length);
  const unclassified = sum((cell) => cell.unclassified);
  return [
    statusTotal(suite),
    {
      title: 'expectations',
      words:
        met + unmet === 0
          ? 'none stated'
          : `${count(met)} met, ${unmet === 0 ? 'none' : count(unmet)} not met`,
      good: met + unmet === 0 ? null : unmet === 0,
    },
    {
      title: 'predictions',
      words: disagreeing === 0 ? 'none contradicted' : `${count(disagreeing)} contradicted`,
      good: disagreeing === 0,
    },
    {
      title: 'orders without a verdict',
      words: unclassified === 0 ? 'none: every order got one' : count(unclassified),
      good: unclassified === 0,
    },
    offeredTotal(suite),
    latenessTotal(cells),
  ];
}
