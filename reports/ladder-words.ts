// From which rung of the ladder on nothing is lost, and what that rung added: the sentence the ladder is for.
import { count } from './numbers.ts';
import { hitCell, judgedRows } from './suite-words.ts';
import type { LadderStep, SuiteResult } from './suite.ts';

/** The two sides of the ladder, by their heading. */
export const sides = { rest: 'REST', broker: 'Kafka' } as const;
export type Side = keyof typeof sides;

/** The steps of one side, bottom rung first. */
export function stepsOf(suite: SuiteResult, side: Side): LadderStep[] {
  return (suite.ladder ?? []).filter((step) => step.side === side);
}

/** Orders a contender lost over all judged scenarios it was run in; null when there was none. */
function lostBy(suite: SuiteResult, name: string): number | null {
  const cells = judgedRows(suite).flatMap((row) => hitCell(row, name) ?? []);
  if (cells.length === 0) return null;
  return cells.reduce((sum, { lostOrders }) => sum + lostOrders.total, 0);
}

/** The rung from which on nothing was lost; null when there is none or nobody knows. */
export function savingRung(suite: SuiteResult, side: Side): { name: string; adds: string } | null {
  const steps = stepsOf(suite, side);
  const [first] = steps;
  if (first === undefined) return null;
  const rungs = [{ name: first.from, adds: 'nothing' }].concat(
    steps.map(({ to, adds }) => ({ name: to, adds })),
  );
  const losses = rungs.map(({ name }) => lostBy(suite, name));
  const lastLossy = losses.findLastIndex((lost) => lost !== 0);
  return rungs[lastLossy + 1] ?? null;
}

function sideSentence(suite: SuiteResult, side: Side): string | null {
  const steps = stepsOf(suite, side);
  if (steps.length === 0) return null;
  const rung = savingRung(suite, side);
  if (rung !== null) {
    const adds = rung.adds === 'nothing' ? '' : ` (it adds: ${rung.adds})`;
    return `On the ${sides[side]} side nothing is lost from ${rung.name} on${adds}.`;
  }
  const last = steps.at(-1)?.to ?? '';
  const lost = lostBy(suite, last);
  const top =
    lost === null ? `its top rung ${last} has no verdict` : `${last} still lost ${count(lost)}`;
  return `On the ${sides[side]} side no rung kept every order of the scenarios it met: ${top}.`;
}

/** What saves orders, as far as this ladder shows it: the sentence to take home, then what it rests on. */
export function ladderWords(suite: SuiteResult): { verdict: string; findings: string[] } {
  const each = [sideSentence(suite, 'rest'), sideSentence(suite, 'broker')].filter(
    (sentence) => sentence !== null,
  );
  const both = savingRung(suite, 'rest') !== null && savingRung(suite, 'broker') !== null;
  if (!both) return { verdict: each.join(' '), findings: [] };
  return {
    verdict: 'What saves orders is durable store-and-forward, not HTTP or Kafka as such.',
    findings: [
      ...each,
      'What the two have in common: the order is written down before anyone is told “accepted”, and is tried until it is done.',
    ],
  };
}
