// The gallery's data is checked against the catalog and the schema; its scoring against hand-made findings.
import { describe, expect, it } from 'vitest';
import { loadContenders, loadPlanted } from '../engine/catalog.ts';
import { scenarioSchema } from '../engine/scenario.ts';
import { outcomes } from '../../shared/domain/outcome-names.ts';
import { bugs } from './bugs.ts';
import { exhibitOf, type Finding } from './gallery.ts';
import { galleryTable, isComplete, scoreLine } from './table.ts';

const contenders = await loadContenders();
const planted = await loadPlanted();

const finding = (change: Partial<Finding> = {}): Finding => ({
  ...{ count: 0, wrong: 0, violated: [], warnings: [] },
  ...change,
});

describe('the gallery as data', () => {
  it.each(bugs)('$name is a scenario that can run, with a twin that is not planted', (bug) => {
    expect(scenarioSchema.safeParse(bug.scenario).error).toBeUndefined();
    expect(contenders.has(bug.twin)).toBe(true);
    expect(planted.has(bug.planted) || contenders.has(bug.planted)).toBe(true);
    expect(bug.planted).not.toBe(bug.twin);
    const [section, name] = bug.expected.figure.split('.');
    if (section === 'outcomes') expect(outcomes).toContain(name);
  });

  it('names are unique, and the gallery shows what each defect of the variants looks like', () => {
    expect(new Set(bugs.map((b) => b.name)).size).toBe(bugs.length);
    const shown = new Set(bugs.map((b) => b.planted));
    expect([...planted.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('the score', () => {
  const [bug] = bugs;
  if (!bug) throw new Error('the gallery is empty');
  const good = exhibitOf(bug, finding({ count: 7, wrong: 7 }), finding());

  it('is complete only when the defect is named and the twin is clean', () => {
    expect(isComplete([good], [bug])).toBe(true);
    expect(isComplete([], [bug])).toBe(false);
    expect(scoreLine([good], [bug])).toBe('1 of 1 named, 1 of 1 twins clean');
  });

  it.each([
    ['is not named', finding(), finding(), { named: false, clean: true }],
    ['has no such figure', finding({ count: null }), finding(), { named: false, clean: true }],
    [
      'has a twin with the same fault',
      finding({ count: 1 }),
      finding({ count: 1 }),
      { clean: false },
    ],
    [
      'has a twin with another fault',
      finding({ count: 1 }),
      finding({ wrong: 1 }),
      { clean: false },
    ],
    [
      'has a twin that breaks an invariant',
      finding({ count: 1 }),
      finding({ violated: ['never-oversold'] }),
      { clean: false },
    ],
  ])('a bug that %s counts against it', (_what, first, second, expected) => {
    const shown = exhibitOf(bug, first, second);
    expect(shown).toMatchObject(expected);
    expect(isComplete([shown], [bug])).toBe(false);
    expect(galleryTable([shown]).at(-1)).toContain('✗');
  });
});
