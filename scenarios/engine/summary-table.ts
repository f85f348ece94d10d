// The closing table of a run: contenders side by side, medians over repetitions. Pure.
import type { ContenderResult, ContenderRun, RunResult } from '../../shared/run-result.ts';
import { median } from './expectations.ts';
import { instanceWords } from './instances.ts';
import { textTable } from './text-table.ts';

type Row = {
  label: string;
  of: (run: ContenderRun) => number | null;
  unit?: 'ms';
  /** Left out where nobody has the figure. */
  isOptional?: true;
};

const steady = (run: ContenderRun) => run.summary.find((s) => s.phase === 'steady')?.latencyMs;

const rows: Row[] = [
  { label: 'offered', of: (r) => r.offered },
  { label: 'lost orders', of: (r) => r.lostOrders.total },
  { label: '  refused honestly', of: (r) => r.lostOrders.refused },
  { label: '  lost silently', of: (r) => r.lostOrders.silent },
  { label: '  seats leaked', of: (r) => r.lostOrders.leak },
  { label: '  harm (ghost or double charge …)', of: (r) => r.lostOrders.harm },
  {
    label: 'orders decided per second',
    of: (r) => r.throughputPerSecond ?? null,
    isOptional: true,
  },
  { label: '  ideal', of: idealOf, isOptional: true },
  { label: 'answer p50, steady', of: (r) => steady(r)?.answer?.p50 ?? null, unit: 'ms' },
  { label: 'decision p50, steady', of: (r) => steady(r)?.decision?.p50 ?? null, unit: 'ms' },
  { label: 'decision p99, whole run', of: (r) => r.latencyMs.decision?.p99 ?? null, unit: 'ms' },
  { label: 'backlog peak', of: (r) => r.backlogPeak },
  { label: 'time to recovery', of: (r) => r.timeToRecoveryMs, unit: 'ms' },
  { label: 'drain', of: (r) => r.drainMs, unit: 'ms' },
  { label: 'charge attempts', of: (r) => r.billingAttempts },
];

/** The table cell by cell, head first; `–` where a figure does not exist. */
export function summaryRows({ contenders }: RunResult): string[][] {
  const cells = rows
    .filter(
      ({ isOptional, of }) =>
        !isOptional || contenders.some((c) => c.runs.some((r) => of(r) !== null)),
    )
    .map((row) => [row.label, ...contenders.map((c) => cell(row, c))]);
  const instances = contenders.map((c) => instanceWords(c.instances));
  const head = instances.some((words) => words !== undefined)
    ? [['processes', ...instances.map((words) => words ?? 'one of each')]]
    : [];
  return [['', ...contenders.map((c) => c.name)], ...head, ...cells];
}

/** The table as text lines. */
export function summaryTable(result: RunResult): string[] {
  return textTable(summaryRows(result));
}

function idealOf({ predictions }: ContenderRun): number | null {
  return predictions.find(({ id }) => id === 'throughput')?.predicted ?? null;
}

function cell(row: Row, contender: ContenderResult): string {
  const value = median(contender.runs.map(row.of).filter((n) => n !== null));
  if (value === null) return '–';
  const number = row.unit === 'ms' ? value.toFixed(value < 100 ? 1 : 0) : String(value);
  return row.unit ? `${number} ${row.unit}` : number;
}
