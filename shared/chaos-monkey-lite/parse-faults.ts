// Turns untrusted JSON into faults, since a fault with a typing error would quietly test nothing.
import { boundedNumber, longestTimerMs, readFields } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';
import { FaultError } from './fault.ts';
import type { FaultEffect, FaultScope, HandlerFault } from './fault.ts';

const scopeFields = ['id', 'kind', 'target', 'fromMs', 'untilMs', 'rate', 'point'];
const ownFields = {
  unavailable: ['retryAfterS'],
  latency: ['ms'],
  hang: [],
  error: [],
  reset: [],
  crash: [],
  capacity: ['slots', 'queue', 'serviceMs'],
} satisfies Record<HandlerFault['kind'], string[]>;
const kinds = ['unavailable', 'latency', 'hang', 'error', 'reset', 'crash', 'capacity'] as const;
const timeBounds = { least: 0, most: Number.MAX_SAFE_INTEGER };
const delayBounds = { least: 0, most: longestTimerMs };

/**
 * Checks a list of faults, for example the parsed body of a request. Returns fresh copies.
 * @throws {FaultError} naming the first field that is wrong, also when two faults share an id.
 */
export function parseFaults(input: unknown): HandlerFault[] {
  if (!Array.isArray(input)) throw new FaultError('faults', 'must be an array');
  const faults = input.map((item: unknown, index) => parseFault(item, `faults[${index}]`));
  const ids = faults.map((fault) => fault.id);
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (repeated >= 0) throw new FaultError(`faults[${repeated}].id`, 'is used twice');
  return faults;
}

function parseFault(input: unknown, path: string): HandlerFault {
  const fields = readFields(input, path);
  const kind = fields.choice('kind', kinds);
  fields.allowOnly([...scopeFields, ...ownFields[kind]]);
  const scope = parseScope(fields, path);
  if (kind === 'capacity') {
    return {
      ...scope,
      kind,
      slots: fields.number('slots', { least: 1, most: 100_000, whole: true }),
      queue: fields.number('queue', { least: 0, most: 1_000_000, whole: true }),
      serviceMs: fields.number('serviceMs', delayBounds),
    };
  }
  const rate = fields.number('rate', { least: 0, most: 1 });
  const point = fields.choice('point', ['before', 'after']);
  return { ...scope, rate, point, ...parseEffect(kind, fields, path) };
}

function parseScope(fields: FieldReader, path: string): FaultScope {
  const scope: FaultScope = { id: fields.text('id') };
  if (fields.has('target')) scope.target = fields.text('target');
  if (fields.has('fromMs')) scope.fromMs = fields.number('fromMs', timeBounds);
  if (fields.has('untilMs')) {
    scope.untilMs = fields.number('untilMs', timeBounds);
    if (scope.untilMs <= (scope.fromMs ?? 0)) {
      throw new FaultError(`${path}.untilMs`, 'must be later than fromMs');
    }
  }
  return scope;
}

function parseEffect(kind: FaultEffect['kind'], fields: FieldReader, path: string): FaultEffect {
  switch (kind) {
    case 'latency':
      return { kind, ms: parseDelay(fields.raw('ms'), `${path}.ms`) };
    case 'unavailable':
      return fields.has('retryAfterS')
        ? { kind, retryAfterS: fields.number('retryAfterS', { ...timeBounds, whole: true }) }
        : { kind };
    default:
      return { kind };
  }
}

function parseDelay(input: unknown, path: string): number | [number, number] {
  if (!Array.isArray(input)) return boundedNumber(input, path, delayBounds);
  if (input.length !== 2) throw new FaultError(path, 'must be a number or [least, most]');
  const least = boundedNumber(input[0], `${path}[0]`, delayBounds);
  return [least, boundedNumber(input[1], `${path}[1]`, { ...delayBounds, least })];
}
