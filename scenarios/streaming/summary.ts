// A result of change feeds in the terminal, and for CI servers. Pure.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { failedGroup, type CheckGroup } from '../engine/summaries/checks.ts';
import { escapeMarkdown } from '../engine/summaries/markdown-text.ts';
import { textTable } from '../engine/text-table.ts';
import type { Summary } from '../engine/summaries/summary.ts';

type Row = [title: string, figure: (method: MethodResult) => string];

const number = (value: number | null, unit = '') =>
  value === null ? '–' : `${Math.round(value * 10) / 10}${unit}`;

const rows: Row[] = [
  ['changes committed', (m) => number(m.changes.committed)],
  ['delivered', (m) => number(m.changes.delivered)],
  ['superseded', (m) => number(m.changes.superseded)],
  ['missed for good', (m) => number(m.changes.missed)],
  ['rows wrong in the end', (m) => number(m.rowsWrongInTheEnd)],
  ['hard deletes seen', (m) => `${m.hardDeletes.seen} of ${m.hardDeletes.committed}`],
  ['duplicates', (m) => number(m.duplicates)],
  ['out of order', (m) => number(m.outOfOrder)],
  ['delay p50, calm', (m) => number(m.delayMs.calm?.p50 ?? null, ' ms')],
  ['delay p99, calm', (m) => number(m.delayMs.calm?.p99 ?? null, ' ms')],
  ['delay p99, storm', (m) => number(m.delayMs.storm?.p99 ?? null, ' ms')],
  ['backlog, changes/s', (m) => number(m.backlog.perSecond)],
  ['idle: feed CPU', (m) => number(m.idle.feedCpuPercent, ' %')],
  ['idle: database CPU', (m) => number(m.idle.databaseCpuPercent, ' %')],
];

/** The scoreboard, one column per method. */
export function feedTable({ methods }: FeedResult): string[] {
  return textTable([
    ['', ...methods.map(({ name }) => name)],
    ...rows.map(([title, figure]) => [title, ...methods.map(figure)]),
  ]);
}

/** The same as checks and as Markdown. */
export function feedSummary(result: FeedResult, failure?: unknown): Summary {
  const { name } = result.scenario;
  const reasons = [
    ...(result.interrupted ? ['it was interrupted'] : []),
    ...result.warnings,
    ...result.methods.flatMap((m) => m.warnings.map((warning) => `${m.name}: ${warning}`)),
  ];
  const groups: CheckGroup[] = [
    ...result.methods.map((method) => ({
      ...{ name: `${name}: ${method.name}`, startedAt: result.startedAt },
      seconds: (method.phases.at(-1)?.endMs ?? 0) / 1_000,
      checks: method.expectations.map(({ title, passed, actual, expected }) => ({
        name: title,
        state: passed ? ('passed' as const) : ('failed' as const),
        detail: `${actual}, expected ${expected}`,
      })),
    })),
    {
      ...{ name: `${name}: the run`, startedAt: result.startedAt },
      seconds: result.durationMs / 1_000,
      checks: [
        {
          name: 'The run has earned a verdict',
          state: result.conclusive ? 'passed' : 'failed',
          detail: result.conclusive ? '' : reasons.join('; ') || result.verdict,
        },
        ...(failure === undefined ? [] : failedGroup(name, failure).checks),
      ],
    },
  ];
  return { title: name, groups, markdown: feedMarkdown(result, groups) };
}

function feedMarkdown(result: FeedResult, groups: CheckGroup[]): string {
  const names = result.methods.map(({ name }) => name);
  const checks = groups.flatMap((group) =>
    group.checks.map(
      ({ name, state, detail }) =>
        `- ${state === 'passed' ? '✓' : '✗'} ${group.name}: ${escapeMarkdown(name)}${detail ? ` (${escapeMarkdown(detail)})` : ''}`,
    ),
  );
  return [
    ...[`## ${escapeMarkdown(result.scenario.title)}`, '', escapeMarkdown(result.verdict), ''],
    `| | ${names.join(' | ')} |`,
    `| --- |${names.map(() => ' ---: |').join('')}`,
    ...rows.map(([title, figure]) => `| ${title} | ${result.methods.map(figure).join(' | ')} |`),
    ...['', ...checks, '', `\`${result.command}\``, ''],
  ].join('\n');
}
