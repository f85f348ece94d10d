// What a ladder shows: what saves orders, seen under one fault on both sides, and from which rung on a side breaks no promise.
import { count, listed } from './numbers.ts';
import { hitCell, judgedRows } from './suite-words.ts';
import type { LadderStep, SuiteCell, SuiteResult, SuiteRow } from './suite.ts';

/** The two sides of the ladder, by their heading. */
export const sides = { rest: 'REST', broker: 'Kafka' } as const;
export type Side = keyof typeof sides;

/** The steps of one side, bottom rung first. */
export function stepsOf(suite: SuiteResult, side: Side): LadderStep[] {
  return (suite.ladder ?? []).filter((step) => step.side === side);
}

/** An order that is not refused honestly but left open, leaked, charged for nothing or twice. */
function brokenPromises({ lostOrders }: SuiteCell): number {
  return lostOrders.total - lostOrders.refused;
}

function judgedCells(suite: SuiteResult, name: string): { row: SuiteRow; cell: SuiteCell }[] {
  return judgedRows(suite).flatMap((row) => {
    const cell = hitCell(row, name);
    return cell === undefined ? [] : [{ row, cell }];
  });
}

function sumOf(suite: SuiteResult, name: string, of: (cell: SuiteCell) => number): number | null {
  const cells = judgedCells(suite, name);
  return cells.length === 0 ? null : cells.reduce((sum, { cell }) => sum + of(cell), 0);
}

/** The rung from which on no promise was broken; null when there is none or nobody knows. */
export function soundRung(suite: SuiteResult, side: Side): { name: string; adds: string } | null {
  const steps = stepsOf(suite, side);
  const [first] = steps;
  if (first === undefined) return null;
  const rungs = [{ name: first.from, adds: 'nothing' }].concat(
    steps.map(({ to, adds }) => ({ name: to, adds })),
  );
  const broken = rungs.map(({ name }) => sumOf(suite, name, brokenPromises));
  return rungs[broken.findLastIndex((n) => n !== 0) + 1] ?? null;
}

function sideSentence(suite: SuiteResult, side: Side): string | null {
  const top = stepsOf(suite, side).at(-1)?.to;
  if (top === undefined) return null;
  const rung = soundRung(suite, side);
  if (rung === null) {
    const broken = sumOf(suite, top, brokenPromises);
    const end =
      broken === null
        ? `its top rung ${top} has no verdict`
        : `${top} still broke ${count(broken)}`;
    return `On the ${sides[side]} side no rung is without broken promises: ${end}.`;
  }
  const adds = rung.adds === 'nothing' ? '' : ` (it adds: ${rung.adds})`;
  const refused = judgedCells(suite, top).filter(({ cell }) => cell.lostOrders.refused > 0);
  const honest = refused.map(
    ({ row, cell }) => `${count(cell.lostOrders.refused)} in ${row.scenario}`,
  );
  const still = honest.length > 0 ? ` What ${top} cannot do it refuses: ${listed(honest)}.` : '';
  return `On the ${sides[side]} side no promise is broken from ${rung.name} on${adds}: no order lost silently, no seat leaked, nobody charged for nothing or twice.${still}`;
}

/** A fault that stores of both sides survived without a loss, and that cost others orders; undefined when none was seen. */
function sameFault(suite: SuiteResult): { kept: string[]; lost: string[]; in: string } | undefined {
  const names = (side: Side) => stepsOf(suite, side).flatMap(({ from, to }) => [from, to]);
  return judgedRows(suite)
    .map((row) => {
      const cells = row.contenders.filter(({ applicable }) => applicable);
      const kept = cells.filter((cell) => cell.acceptsFirst && cell.lostOrders.total === 0);
      const lost = cells.filter(({ lostOrders }) => lostOrders.total > 0);
      return {
        kept: kept.map(({ name }) => name),
        lost: lost.map(({ name, lostOrders }) => `${name} ${count(lostOrders.total)}`),
        in: row.scenario,
      };
    })
    .find(
      ({ kept, lost }) =>
        lost.length > 0 &&
        (['rest', 'broker'] as const).every((side) => kept.some((k) => names(side).includes(k))),
    );
}

/** What saves orders, as far as this ladder shows it: the sentence to take home, then what it rests on. */
export function ladderWords(suite: SuiteResult): { verdict: string; findings: string[] } {
  const each = [sideSentence(suite, 'rest'), sideSentence(suite, 'broker')].filter(
    (sentence) => sentence !== null,
  );
  const seen = sameFault(suite);
  if (seen === undefined) return { verdict: each.join(' '), findings: [] };
  return {
    verdict: 'What saves orders is durable store-and-forward, not HTTP or Kafka as such.',
    findings: [
      `Under the same fault (${seen.in}) ${listed(seen.kept)} kept every order; lost were by ${listed(seen.lost)}. What those that kept them have in common: the order is written down before anyone is told “accepted”, and is tried until it is done.`,
      ...each,
    ],
  };
}
