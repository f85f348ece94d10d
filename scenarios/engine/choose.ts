// From the names on a command line to scenarios and contenders, with a hint for a mistyped one.
import { nearestName, UsageError, type Arguments } from './arguments.ts';
import { loadContenders, ScenarioError, scenarioNames, type CatalogEntry } from './catalog.ts';
import { whyNoFigure } from './expectations.ts';
import { rowNames } from './instances.ts';
import type { NamedScenario } from './scenario.ts';

/** Names that stand for many scenarios. */
export const suiteNames = ['all', 'ladder'] as const;
export type SuiteName = (typeof suiteNames)[number];

/** True for the name of a suite. */
export function isSuiteName(name: string | undefined): name is SuiteName {
  return suiteNames.some((suite) => suite === name);
}

/** The name asked for, if there is such a scenario; `others` are known, and not of this kind. Throws UsageError. */
export async function existingName(
  { name }: Pick<Arguments, 'name'>,
  others: string[] = [],
): Promise<string> {
  const own = await scenarioNames();
  const names = [...own, ...others];
  if (name === undefined)
    throw new UsageError(
      `which scenario? One of: ${names.join(', ')}; or ${suiteNames.join(', ')}. See --help.`,
    );
  if (own.includes(name)) return name;
  const near = nearestName(name, [...names, ...suiteNames]);
  throw new UsageError(
    near
      ? `there is no scenario "${name}"; did you mean "${near}"?`
      : `there is no scenario "${name}"; there are: ${names.join(', ')}`,
  );
}

/** The contenders by name; throws UsageError for one that does not exist. */
export async function chooseContenders(names: string[]): Promise<CatalogEntry[]> {
  const known = await loadContenders();
  return names.map((name) => {
    const entry = known.get(name);
    if (entry) return entry;
    const near = nearestName(name, [...known.keys()]);
    throw new UsageError(
      `there is no contender "${name}"${near ? `; did you mean "${near}"?` : ''} (known: ${[...known.keys()].join(', ')})`,
    );
  });
}

/** Throws ScenarioError when a scenario file names a contender or a figure that does not exist. */
export async function checkNames(scenario: NamedScenario): Promise<void> {
  const contenders = [...(await loadContenders()).keys()];
  const known = [...contenders, ...rowNames(scenario.contenders, scenario)];
  const named = [
    ...scenario.contenders.map((name, i) => ({ field: `contenders.${i}`, name })),
    ...scenario.expectations.map((rule, i) => ({
      ...{ field: `expectations.${i}.contender`, name: rule.contender },
    })),
    ...scenario.expectations.flatMap(({ than }, i) =>
      typeof than === 'number'
        ? []
        : { field: `expectations.${i}.than.contender`, name: than.contender },
    ),
  ].filter(({ name }) => name !== '*');
  const file = `scenarios/${scenario.name}.scenario.ts`;
  for (const { field, name } of named)
    if (!(field.startsWith('contenders') ? contenders : known).includes(name))
      throw new ScenarioError(
        `${file}: ${field}: "${name}" is not a contender (known: ${[...new Set(known)].join(', ')})`,
      );
  const rows = rowNames(scenario.contenders, scenario);
  scenario.expectations.forEach(({ path, contender }, i) => {
    const wrong = whyNoFigure(path);
    if (wrong) throw new ScenarioError(`${file}: expectations.${i}.path: ${wrong}`);
    if (contender !== '*' && !rows.includes(contender))
      throw new ScenarioError(
        `${file}: expectations.${i}.contender: "${contender}" does not take part (contenders: ${rows.join(', ')})`,
      );
  });
}
