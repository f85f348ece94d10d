// Proves that every example of the README runs and prints what the README says.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const examples = [
  ...readme.matchAll(/## (.+?)\n(?:(?!\n## )[^])*?```js\n([^]+?)```\n\n```text\n([^]*?)```/g),
];

test('the README has an example of each part', () => {
  expect(examples.map(([, title]) => title)).toEqual([
    'Express',
    'Message handlers',
    'Processes, on a schedule',
    'Links',
    'Control from outside',
  ]);
});

test.each(examples.map(([, title = '', code = '', output = '']) => ({ title, code, output })))(
  '$title prints what the README says',
  async ({ code, output }) => {
    const args = ['--import', 'tsx', '--input-type=module', '-e', code];
    const cwd = new URL('.', import.meta.url);
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
    expect(stdout.replaceAll(/ +$/gm, '')).toBe(output);
  },
  30_000,
);
