// Holds every Markdown file to the code: commands exist, links lead somewhere, and what a lesson points to is in the report.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environmentOf } from '../broker-variant/change-feed/settings.ts';
import { slotOf } from '../broker-variant/change-feed/slot.ts';
import {
  notifyTrigger,
  stampTrigger,
  xidColumn,
} from '../broker-variant/change-feed/snapshot-column.ts';
import { stampColumn } from '../broker-variant/change-feed/timestamp-column.ts';
import { feedSamples } from '../reports/fixtures/feed-samples.ts';
import { samples } from '../reports/fixtures/samples.ts';
import { kafkaDown } from '../reports/fixtures/special-samples.ts';
import { ladderSuite } from '../reports/fixtures/suites.ts';
import { renderFeed } from '../reports/render-feed.ts';
import { renderSuite } from '../reports/render-suite.ts';
import { renderReport } from '../reports/render.ts';
import { parseArguments } from '../scenarios/engine/arguments.ts';
import {
  loadChangeFeed,
  loadContenders,
  loadScenario,
  scenarioNames,
} from '../scenarios/engine/catalog.ts';
import { isSuiteName } from '../scenarios/engine/choose.ts';
import { configure, refuseIdleOptions } from '../scenarios/engine/configure.ts';
import { feedScenarioNames } from '../scenarios/streaming/catalog.ts';
import { feedSetup } from '../scenarios/streaming/command.ts';
import { parseFeedArguments } from '../scenarios/feed/arguments.ts';
import { bugs } from '../scenarios/gallery/bugs.ts';
import type { FeedPlan } from '../shared/change-feed.ts';
import {
  allDocuments,
  anchorOf,
  fencedCommands,
  headings,
  inlineCommands,
  localLinks,
  sectionOf,
  type Document,
} from './testing/markdown.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const documents = allDocuments();
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const exerciseDir = join(root, 'docs/workshop/exercises');
const exercises = readdirSync(exerciseDir, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
  .map(({ name }) => name);

/** Scenarios that exist once an exercise is solved; only the exercises may speak of them. */
const toBeAdded = readdirSync(join(exerciseDir, 'add-a-scenario'))
  .filter((file) => file.endsWith('.solved.ts'))
  .map((file) => file.replace('.solved.ts', ''));

/** Throws when a command could not be typed as it is written. */
async function checkCommand(path: string, command: string): Promise<void> {
  const [, , script = '', ...rest] = command.split(/\s+/);
  expect(Object.keys(scripts), command).toContain(script);
  const argv = rest[0] === '--' ? rest.slice(1) : rest.filter((word) => word !== '--');
  if (script === 'scenario') {
    // What stands before `--` npm takes for itself, except for names.
    const before = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length);
    expect(
      before.filter((word) => word.startsWith('-')),
      command,
    ).toEqual([]);
    const args = parseArguments(argv);
    if (args.name !== undefined && (await feedScenarioNames()).includes(args.name))
      return void (await feedSetup(args.name, args));
    const known = [...(await loadContenders()).keys()];
    for (const name of args.contenders ?? []) expect(known, command).toContain(name);
    for (const name of args.only ?? []) expect(await scenarioNames(), command).toContain(name);
    if (args.list || args.name === undefined || isSuiteName(args.name)) return;
    if (path.includes('exercises/') && toBeAdded.includes(args.name)) return;
    expect(await scenarioNames(), command).toContain(args.name);
    refuseIdleOptions(configure(await loadScenario(args.name), args), args);
  }
  if (script === 'feed') {
    const { contender } = parseFeedArguments(argv);
    if (contender !== undefined) expect([...(await loadContenders()).keys()]).toContain(contender);
  }
  if (script === 'exercise') for (const name of argv) expect(exercises, command).toContain(name);
  if (script === 'gallery' && argv[0] === '--only')
    expect(bugs.map(({ name }) => name)).toEqual(expect.arrayContaining(argv[1]?.split(',') ?? []));
}

const commandsOf = (document: Document) => [
  ...fencedCommands(document).filter((line) => line.startsWith('npm run ')),
  ...inlineCommands(document),
];

describe('a document', () => {
  it.each(documents.filter((document) => commandsOf(document).length > 0))(
    'names only commands that can be typed: $path',
    async (document) => {
      for (const command of commandsOf(document)) await checkCommand(document.path, command);
    },
  );

  it.each(documents.filter((document) => localLinks(document).length > 0))(
    'links only to what is there: $path',
    (document) => {
      for (const link of localLinks(document)) {
        const [target = '', fragment] = link.split('#');
        const path = target === '' ? document.path : join(dirname(document.path), target);
        expect(existsSync(join(root, path)), `${link} in ${document.path}`).toBe(true);
        if (fragment === undefined) continue;
        const there = documents.find((one) => one.path === path);
        expect(there && headings(there).map(anchorOf), link).toContain(fragment);
      }
    },
  );
});

describe('the document of the change feed', () => {
  const text = readFileSync(join(root, 'broker-variant/change-feed/README.md'), 'utf8');

  it('has every method in its table, and every variable of the process', async () => {
    const { methods } = await loadChangeFeed();
    expect([...text.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)).toEqual(
      Object.keys(methods),
    );
    const plan: FeedPlan = {
      ...{ method: 'snapshot-polling', databaseUrl: '', kafkaBrokers: [] },
      ...{ table: '', topic: '', name: '' },
    };
    for (const variable of Object.keys(environmentOf(plan)))
      expect(text).toContain(`\`${variable}\``);
  });

  it('names what is really in the database', () => {
    for (const name of [xidColumn, stampColumn, stampTrigger, notifyTrigger])
      expect(text).toContain(name);
    expect(text).toContain(`'${slotOf('NAME')}'`);
  });
});

describe('the lessons of the workshop', () => {
  const lessons = documents.filter(({ path }) => /^docs\/workshop\/\d\d-[\w-]+\.md$/.test(path));
  const guide = documents.find(({ path }) => path === 'docs/workshop/README.md');

  /** All that a report or a suite page says as a heading, caption, fold or row. */
  const shown = new Set(
    [
      ...[samples['billing-down'](), samples.repeated(), kafkaDown()].map(renderReport),
      renderSuite(ladderSuite()),
      renderFeed(feedSamples.typical()),
    ].flatMap((page) =>
      [...page.matchAll(/<(h\d|summary|caption|figcaption|th|span)\b[^>]*>([^]*?)<\/\1>/g)].map(
        ([, , inside = '']) =>
          inside
            .replaceAll(/<[^>]*>/g, '')
            .replaceAll(/\s+/g, ' ')
            .trim(),
      ),
    ),
  );

  it('are nine, each in the agenda, whose minutes add up', () => {
    expect(lessons).toHaveLength(9);
    const links = guide ? localLinks(guide) : [];
    for (const { path } of lessons) expect(links).toContain(path.replace('docs/workshop/', ''));
    const rows = [...(guide?.text ?? '').matchAll(/^\| +(\d+) \| (.+) \|$/gm)];
    const total = rows.reduce((sum, [, minutes]) => sum + Number(minutes), 0);
    expect(guide?.text).toContain(`\n${total} minutes in all.`);
    for (const { path, text } of lessons) {
      const row = rows.find(([, , what]) => what?.includes(path.replace('docs/workshop/', '')));
      expect(text, path).toMatch(new RegExp(`\n${row?.[1]} minutes`));
    }
  });

  it.each(lessons)('$path has every part, and its explanation is folded', (lesson: Document) => {
    expect(headings(lesson).slice(1)).toEqual([
      ...['2 Goal', '2 Predict', '2 Run', '2 Observe', '2 Explain', '2 Vary'],
      '2 Where this misleads',
    ]);
    expect(fencedCommands({ ...lesson, text: sectionOf(lesson, 'Run') }).length).toBeGreaterThan(0);
    expect(sectionOf(lesson, 'Explain')).toMatch(/^Explain\n\n<details>[^]*<\/details>\n\n$/);
  });

  it.each(lessons)('$path points to what the report really has', (lesson: Document) => {
    const named = [...sectionOf(lesson, 'Observe').matchAll(/\*\*([^]+?)\*\*/g)].map(
      ([, title = '']) => title.replaceAll(/\s+/g, ' '),
    );
    expect(named.length).toBeGreaterThan(0);
    expect([...shown]).toEqual(expect.arrayContaining(named));
  });

  it.each(lessons)('$path says of its figures where they are from', (lesson: Document) => {
    const figures = sectionOf(lesson, 'Explain');
    expect(figures).toMatch(
      /On the author's machine \(2 cores of [^)]*\d{4}-\d\d-\d\d\),[^`]*`npm run\s+scenario\s/,
    );
  });
});
