// Reads one untrusted object field by field, so that every complaint names the field it is about.
import { FaultError } from './fault.ts';

/** Longest delay a Node timer can keep, ms (about 24.8 days). */
export const longestTimerMs = 2_147_483_647;

/** Bounds of a number, both inclusive. */
export type NumberBounds = { least: number; most: number; whole?: boolean };

/** Typed access to the fields of one object. */
export type FieldReader = {
  has(name: string): boolean;
  raw(name: string): unknown;
  text(name: string): string;
  number(name: string, bounds: NumberBounds): number;
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice;
  /** Complains about a field not named here: a misspelt `untilMs` must not become "for ever". */
  allowOnly(names: readonly string[]): void;
};

/** Checks a number that stands at `field`. */
export function boundedNumber(input: unknown, field: string, bounds: NumberBounds): number {
  const { least, most, whole = false } = bounds;
  if (
    typeof input !== 'number' ||
    !(input >= least && input <= most) ||
    (whole && !Number.isInteger(input))
  ) {
    throw new FaultError(
      field,
      `must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
    );
  }
  return input;
}

/** Opens `input`, which stands at `path`, for reading. */
export function readFields(input: unknown, path: string): FieldReader {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new FaultError(path, 'must be an object');
  }
  const fields = new Map<string, unknown>(Object.entries(input));
  return {
    has: (name) => fields.get(name) !== undefined,
    raw: (name) => fields.get(name),
    text(name) {
      const value = fields.get(name);
      if (typeof value !== 'string' || value.length === 0 || value.length > 200) {
        throw new FaultError(`${path}.${name}`, 'must be a string of 1 to 200 characters');
      }
      return value;
    },
    number: (name, bounds) => boundedNumber(fields.get(name), `${path}.${name}`, bounds),
    choice(name, choices) {
      const found = choices.find((choice) => choice === fields.get(name));
      if (found === undefined) {
        throw new FaultError(`${path}.${name}`, `must be one of ${choices.join(', ')}`);
      }
      return found;
    },
    allowOnly(names) {
      const stranger = [...fields.keys()].find((name) => !names.includes(name));
      if (stranger !== undefined) {
        throw new FaultError(`${path}.${stranger}`, 'is not a field of this kind of fault');
      }
    },
  };
}
