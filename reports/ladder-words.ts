// What a ladder shows: what saves orders, seen under one fault on both sides, and which rungs broke no promise where they were run.
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

/** A rung of a side and what it adds to the one below. */
interface Rung {
  readonly name: string;
  readonly adds: string;
}

function rungsOf(suite: SuiteResult, side: Side): Rung[] {
  const steps = stepsOf(suite, side);
  const bottom = steps.slice(0, 1).map(({ from }) => ({ name: from, adds: 'nothing' }));
  return [...bottom, ...steps.map(({ to, adds }) => ({ name: to, adds }))];
}

/** The rungs at the top of a side that broke no promise where they were run; none when the top rung broke one or nobody knows. */
export function soundRungs(suite: SuiteResult, side: Side): Rung[] {
  const rungs = rungsOf(suite, side);
  const broken = rungs.map(({ name }) => sumOf(suite, name, brokenPromises));
  return rungs.slice(broken.findLastIndex((n) => n !== 0) + 1);
}

/** Where these rungs were run, for each rung has met only a few of the faults. */
function whereRun(suite: SuiteResult, rungs: readonly Rung[]): string {
  const places = rungs.map(({ name }) => ({
    name,
    in: listed(judgedCells(suite, name).map(({ row }) => row.scenario)),
  }));
  const [first] = places;
  const those = rungs.length === 1 ? 'that rung was' : 'those rungs were';
  if (places.every((place) => place.in === first?.in))
    return `in the scenarios ${those} run in: ${first?.in ?? ''}`;
  const each = places.map((place) => `${place.name} in ${place.in}`);
  return `each in the scenarios it was run in: ${each.join('; ')}`;
}

function brokenAtTheTop(suite: SuiteResult, side: Side, top: string): string {
  const broken = sumOf(suite, top, brokenPromises);
  return broken === null
    ? `On the ${sides[side]} side the top rung ${top} has no verdict.`
    : `On the ${sides[side]} side promises were broken up to the top rung: ${top} still broke ${count(broken)}.`;
}

function sideSentence(suite: SuiteResult, side: Side): string | null {
  const top = stepsOf(suite, side).at(-1)?.to;
  if (top === undefined) return null;
  const sound = soundRungs(suite, side);
  const [lowest] = sound;
  if (lowest === undefined) return brokenAtTheTop(suite, side, top);
  const adds = lowest.adds === 'nothing' ? '' : ` (it adds: ${lowest.adds})`;
  const honest = judgedCells(suite, top)
    .filter(({ cell }) => cell.lostOrders.refused > 0)
    .map(({ row, cell }) => `${count(cell.lostOrders.refused)} in ${row.scenario}`);
  const still = honest.length > 0 ? ` What ${top} cannot do it refuses: ${listed(honest)}.` : '';
  return `On the ${sides[side]} side no promise was broken from ${lowest.name} on${adds}, ${whereRun(suite, sound)}.${still}`;
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
