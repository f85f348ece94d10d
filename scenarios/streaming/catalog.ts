// Finds scenarios of change feeds by their file names, as the engine finds those of orders.
import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { ScenarioError } from '../engine/catalog.ts';
import { feedScenarioSchema, type NamedFeedScenario } from './feed-scenario.ts';

const scenariosDir = new URL('../', import.meta.url);
const suffix = '.feed.ts';

/** The names of all of them, sorted. */
export async function feedScenarioNames(): Promise<string[]> {
  const files = await readdir(scenariosDir);
  return files
    .filter((f) => f.endsWith(suffix))
    .map((f) => f.slice(0, -suffix.length))
    .toSorted();
}

/** Loads and checks one; throws ScenarioError naming file and field. */
export async function loadFeedScenario(name: string): Promise<NamedFeedScenario> {
  const module: unknown = await import(new URL(`${name}${suffix}`, scenariosDir).href);
  const parsed = z.object({ default: feedScenarioSchema }).safeParse(module);
  if (parsed.success) return { ...parsed.data.default, name };
  const issue = parsed.error.issues[0];
  throw new ScenarioError(
    `scenarios/${name}${suffix}: ${issue?.path.slice(1).join('.') || 'default'}: ${issue?.message ?? 'invalid'}`,
  );
}
