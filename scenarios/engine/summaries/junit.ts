// Checks as JUnit XML, the format that CI servers know how to show. Pure.
import type { Check, CheckGroup } from './checks.ts';

/** The document: one testsuite per group, one testcase per check. */
export function junitXml(title: string, groups: CheckGroup[]): string {
  const all = groups.flatMap(({ checks }) => checks);
  const seconds = groups.reduce((sum, group) => sum + group.seconds, 0);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: title, ...countsOf(all), time: seconds.toFixed(3) })}>`,
    ...groups.flatMap(suiteLines),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines({ name, startedAt, seconds, checks }: CheckGroup): string[] {
  const counts = countsOf(checks);
  const skipped = { skipped: String(checks.filter(({ state }) => state === 'skipped').length) };
  // The schema of most readers knows no fraction of a second and no zone.
  const when = startedAt === null ? {} : { timestamp: startedAt.slice(0, 19) };
  return [
    `  <testsuite${attributes({ name, ...counts, ...skipped, time: seconds.toFixed(3), ...when })}>`,
    ...checks.map((check) => `    ${testcase(name, check)}`),
    '  </testsuite>',
  ];
}

function testcase(group: string, { name, state, detail }: Check): string {
  const open = `<testcase${attributes({ classname: group, name, time: '0' })}`;
  if (state === 'passed' && detail === '') return `${open}/>`;
  const inside =
    state === 'passed'
      ? `<system-out>${escapeXml(detail)}</system-out>`
      : state === 'skipped'
        ? `<skipped${attributes({ message: detail })}/>`
        : `<${tags[state]}${attributes({ message: detail, type: state })}>${escapeXml(detail)}</${tags[state]}>`;
  return `${open}>${inside}</testcase>`;
}

const tags = { failed: 'failure', error: 'error' } as const;

function countsOf(checks: Check[]): Record<string, string> {
  const number = (wanted: Check['state']) =>
    String(checks.filter(({ state }) => state === wanted).length);
  return { tests: String(checks.length), failures: number('failed'), errors: number('error') };
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text for XML, in attributes too; what XML 1.0 cannot hold at all becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"'\n\r\t]/g, (character) => entities[character] ?? character);
}
