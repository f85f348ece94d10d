// Checks what a scenario file expects against what was measured. Pure.
import { z } from 'zod';
import { runSchema } from '../../shared/run-record.ts';
import type { ContenderResult, ContenderRun } from '../../shared/run-result.ts';
import type { ExpectationRule } from './scenario.ts';

type Expectation = ContenderRun['expectations'][number];

/** The comparisons that an expectation may make. */
export const compares: Record<ExpectationRule['is'], (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
};

/**
 * Fills in the expectations of every run. A figure that does not exist fails: it cannot be believed. Where none of the
 * faults could be done, what they should have cost is not asked.
 */
export function checkExpectations(rules: ExpectationRule[], contenders: ContenderResult[]): void {
  for (const contender of contenders)
    for (const run of contender.runs)
      run.expectations = rules
        .filter((rule) => rule.contender === '*' || rule.contender === contender.name)
        .filter((rule) => !(asksForHarm(rule) && isSpared(run)))
        .flatMap((rule) => check(rule, run, contenders));
}

/** Whether more of something bad than a number is expected. */
function asksForHarm({ is, than }: ExpectationRule): boolean {
  return typeof than === 'number' && (is === '>' || is === '>=');
}

/** Whether there were faults, and none of them could be done to this contender. */
function isSpared({ faults }: Pick<ContenderRun, 'faults'>): boolean {
  return faults.length > 0 && faults.every((fault) => 'notApplicable' in fault);
}

function check(
  rule: ExpectationRule,
  run: ContenderRun,
  contenders: ContenderResult[],
): Expectation[] {
  const actual = figureAt(run, rule.path);
  const base = { id: rule.id, title: rule.title };
  if (typeof rule.than === 'number') {
    const passed = actual !== null && compares[rule.is](actual, rule.than);
    return [{ ...base, passed, expected: `${rule.is} ${rule.than}`, actual: String(actual) }];
  }
  const { contender } = rule.than;
  const other = contenders.find((c) => c.name === contender);
  // Without the other contender in this run there is nothing to compare with.
  if (!other) return [];
  const than = median(other.runs.map((r) => figureAt(r, rule.path)).filter((n) => n !== null));
  const passed = actual !== null && than !== null && compares[rule.is](actual, than);
  return [
    { ...base, passed, expected: `${rule.is} ${than} (${contender})`, actual: String(actual) },
  ];
}

/**
 * The number at a dotted path of a run; null when there is none. In a list the part names the element
 * whose `id` or `phase` it is, as in `invariants.never-oversold.count` and `summary.recovery.lost`.
 */
export function figureAt(run: object, path: string): number | null {
  let value: unknown = run;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = Array.isArray(value)
      ? value.find((element: unknown) => isNamed(element, part))
      : Object.entries(value).find(([name]) => name === part)?.[1];
  }
  return typeof value === 'number' ? value : null;
}

/** Why no run can have a figure at this path; undefined when it may. */
export function whyNoFigure(path: string): string | undefined {
  let schema: unknown = runSchema;
  for (const part of path.split('.')) {
    while (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
      schema = schema.unwrap();
    const fields: Record<string, unknown> | undefined = fieldsOf(schema);
    // What a list or a free record holds is known only when it has been measured.
    if (!fields) return undefined;
    if (!Object.hasOwn(fields, part))
      return `"${part}" is no figure of a run (known: ${Object.keys(fields).join(', ')})`;
    schema = fields[part];
  }
  return undefined;
}

function fieldsOf(schema: unknown): Record<string, unknown> | undefined {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (!(schema instanceof z.ZodRecord) || !(schema.keyType instanceof z.ZodEnum)) return undefined;
  return Object.fromEntries(schema.keyType.options.map((name) => [name, schema.valueType]));
}

function isNamed(element: unknown, name: string): boolean {
  if (typeof element !== 'object' || element === null) return false;
  return ('id' in element && element.id === name) || ('phase' in element && element.phase === name);
}

/** The middle value; null for none. */
export function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}
