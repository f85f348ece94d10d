// How findings about a machine are printed: one line each, and below it what mends it.
import pc from 'picocolors';
import type { Finding } from './doctor.ts';

const marks: Record<Finding['state'], string> = {
  ok: pc.green('✓ ok     '),
  missing: pc.red('✗ missing'),
  note: pc.yellow('– note   '),
};

/** The findings as text lines. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ state, text, mend }) => [
    `${marks[state]}  ${text}`,
    ...(mend === undefined ? [] : [`           to mend it: ${mend}`]),
  ]);
}

/** How many of them keep a run from working. */
export function countMissing(findings: readonly Finding[]): number {
  return findings.filter(({ state }) => state === 'missing').length;
}
