// Finds scenarios and variants by their file names: adding one means adding a file, not editing a list.
import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import type { ChangeFeed } from '../../shared/change-feed.ts';
import type { Contender, Instances, Variant } from '../../shared/variant.ts';
import { scenarioSchema, type NamedScenario } from './scenario.ts';

const scenariosDir = new URL('../', import.meta.url);
const rootDir = new URL('../../', import.meta.url);
const suffix = '.scenario.ts';

/** A scenario file that does not say what it must; the message names file and field. */
export class ScenarioError extends Error {}

/** The names of all scenarios, sorted. */
export async function scenarioNames(): Promise<string[]> {
  const files = await readdir(scenariosDir);
  return files
    .filter((f) => f.endsWith(suffix))
    .map((f) => f.slice(0, -suffix.length))
    .toSorted();
}

/** Loads and checks one scenario; throws ScenarioError naming file and field. */
export async function loadScenario(name: string): Promise<NamedScenario> {
  const module: unknown = await import(new URL(`${name}${suffix}`, scenariosDir).href);
  const parsed = z.object({ default: scenarioSchema }).safeParse(module);
  if (parsed.success) return { ...parsed.data.default, name };
  throw new ScenarioError(`scenarios/${name}${suffix}: ${complaintOf(parsed.error.issues[0])}`);
}

/** Field and what is wrong with it; for a field that does not exist, those that do. */
export function complaintOf(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.slice(1) ?? [];
  if (issue?.code !== 'unrecognized_keys')
    return `${path.join('.') || 'default'}: ${issue?.message ?? 'invalid'}`;
  const known =
    path.length === 0 ? ` (known: ${Object.keys(scenarioSchema.shape).join(', ')})` : '';
  return `${[...path, issue.keys[0]].join('.')}: there is no such field${known}`;
}

const variantModule = z.object({
  variant: z.custom<Variant>(
    (value) => typeof value === 'object' && value !== null && 'contenders' in value,
    'variant.ts must export `variant`',
  ),
});

/** A contender with the variant that runs it. */
export type CatalogEntry = {
  variant: Variant;
  contender: Contender;
  /** Processes per service; absent = one of each. */
  instances?: Instances;
};

/** Every contender of every `*-variant` folder, by name. */
export function loadContenders(): Promise<Map<string, CatalogEntry>> {
  return loadEntries((variant) => variant.contenders);
}

/** Every contender with a defect on purpose, by name: for the gallery and tests, never for a scenario. */
export function loadPlanted(): Promise<Map<string, CatalogEntry>> {
  return loadEntries((variant) => variant.planted);
}

/** How changes of a table are streamed into a topic: by the first variant that can. */
export async function loadChangeFeed(): Promise<ChangeFeed> {
  const found = (await loadVariants()).find(({ changeFeed }) => changeFeed)?.changeFeed;
  if (!found)
    throw new ScenarioError('no *-variant/variant.ts exports a variant with a changeFeed');
  return found;
}

async function loadEntries(
  chosen: (variant: Variant) => Contender[],
): Promise<Map<string, CatalogEntry>> {
  const entries = new Map<string, CatalogEntry>();
  for (const variant of await loadVariants())
    for (const contender of chosen(variant)) entries.set(contender.name, { variant, contender });
  return entries;
}

async function loadVariants(): Promise<Variant[]> {
  const folders = (await readdir(rootDir)).filter((f) => f.endsWith('-variant')).toSorted();
  const variants: Variant[] = [];
  for (const folder of folders) {
    const module: unknown = await import(new URL(`${folder}/variant.ts`, rootDir).href);
    variants.push(variantModule.parse(module).variant);
  }
  return variants;
}
