// Results as Markdown, for the summary of a CI job or a comment: verdict, scoreboard, checks. Pure.
import type { SuiteResult } from '../../../reports/suite.ts';
import type { RunResult } from '../../../shared/run-result.ts';
import { summaryRows } from '../summary-table.ts';
import type { Check, CheckGroup } from './checks.ts';
import { escapeMarkdown } from './markdown-text.ts';

const signs: Record<Check['state'], string> = {
  passed: '✓',
  failed: '✗',
  skipped: '–',
  error: '✗',
};

/** One scenario run. */
export function resultMarkdown(result: RunResult, groups: CheckGroup[]): string {
  const { scenario, environment } = result;
  const machine = `${environment.cpuModel}, ${environment.cpuCount} cores, Node ${environment.node}`;
  return blocks([
    `## ${signOf(groups)} ${escapeMarkdown(scenario.title)}`,
    `**${escapeMarkdown(result.verdict)}**`,
    tableOf(summaryRows(result).map(([label = '', ...cells]) => [indented(label), ...cells])),
    checkList(groups),
    warningList(result),
    `${code(result.command)} · ${escapeMarkdown(machine)} · ${escapeMarkdown(result.startedAt)}`,
  ]);
}

/** Many scenarios: one line each, then whatever did not hold. */
export function suiteMarkdown(suite: SuiteResult, groups: CheckGroup[]): string {
  const rows = suite.rows.map(({ status, scenario, verdict, error }) => [
    status === 'ok' ? '✓' : status === 'inconclusive' ? '?' : '✗',
    scenario,
    error ?? verdict,
  ]);
  const steps = (suite.ladder ?? []).map((step) => [
    step.removed ? '✓' : '✗',
    `${step.from} → ${step.to}`,
    step.adds,
    step.scenario,
    `${step.figure}: ${step.before ?? '–'} → ${step.after ?? '–'}`,
  ]);
  const wrong = groups
    .map((group) => ({ ...group, checks: group.checks.filter(isWrong) }))
    .filter(({ checks }) => checks.length > 0);
  return blocks([
    `## ${signOf(groups)} ${escapeMarkdown(suite.title)}`,
    steps.length > 0 ? tableOf([['', 'rung', 'adds', 'scenario', 'harm'], ...steps], 'left') : '',
    rows.length > 0 ? tableOf([['', 'scenario', 'verdict'], ...rows], 'left') : '',
    checkList(wrong),
    code(suite.command),
  ]);
}

/** A run of which nothing was measured. */
export function failureMarkdown(title: string, groups: CheckGroup[]): string {
  return blocks([`## ${signOf(groups)} ${escapeMarkdown(title)}`, checkList(groups)]);
}

/** Leading spaces vanish in a table. */
function indented(label: string): string {
  return label.startsWith('  ') ? `– ${label.trim()}` : label;
}

function isWrong({ state }: Check): boolean {
  return state === 'failed' || state === 'error';
}

function signOf(groups: CheckGroup[]): string {
  return groups.some(({ checks }) => checks.some(isWrong)) ? '✗' : '✓';
}

function checkList(groups: CheckGroup[]): string {
  return groups
    .map(({ name, checks }) => {
      const lines = checks.map(({ name: what, state, detail }) => {
        const found = detail === '' ? '' : ` (${escapeMarkdown(detail)})`;
        return `- ${signs[state]} ${escapeMarkdown(what)}${found}`;
      });
      return [`### ${escapeMarkdown(name)}`, '', ...lines].join('\n');
    })
    .join('\n\n');
}

function warningList(result: RunResult): string {
  const warnings = [
    ...result.warnings,
    ...result.contenders.flatMap(({ name, runs }) =>
      runs.flatMap((run) => run.warnings.map((warning) => `${name}: ${warning}`)),
    ),
  ];
  if (warnings.length === 0) return '';
  return ['### Warnings', '', ...warnings.map((line) => `- ${escapeMarkdown(line)}`)].join('\n');
}

function tableOf([head = [], ...rows]: string[][], align: 'left' | 'right' = 'right'): string {
  const line = (cells: string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = head.map((_, i) => (i > 0 && align === 'right' ? '---:' : '---'));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

function blocks(parts: string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
