// Proves that a wrong fault is refused by the name of its wrong field, and that a right one survives unchanged.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FaultError } from './fault.ts';
import { parseFaults } from './parse-faults.ts';

const valid = { id: 'f', kind: 'error', rate: 0.5, point: 'before' };
const capacity = { id: 'c', kind: 'capacity', slots: 2, queue: 10, serviceMs: 40 };

test('valid faults of every kind survive a trip through JSON', () => {
  const faults = [
    { ...valid, id: 'a', kind: 'unavailable', retryAfterS: 2, target: 'charge' },
    { ...valid, id: 'b', kind: 'unavailable', point: 'after', fromMs: 0, untilMs: 10 },
    { ...valid, id: 'c', kind: 'latency', ms: 20 },
    { ...valid, id: 'd', kind: 'latency', ms: [20, 30] },
    { ...valid, id: 'e', kind: 'hang' },
    { ...valid, id: 'f', kind: 'reset' },
    { ...capacity, id: 'g' },
  ];
  expect(parseFaults(JSON.parse(JSON.stringify(faults)))).toEqual(faults);
});

test.each([
  ['faults', {}],
  ['faults', undefined],
  ['faults[0]', [null]],
  ['faults[0]', [[]]],
  ['faults[0].kind', [{ ...valid, kind: 'explode' }]],
  ['faults[0].kind', [{ ...valid, kind: '__proto__' }]],
  ['faults[0].id', [{ ...valid, id: '' }]],
  ['faults[1].id', [valid, valid]],
  ['faults[0].target', [{ ...valid, target: 7 }]],
  ['faults[0].rate', [{ ...valid, rate: 1.01 }]],
  ['faults[0].rate', [{ ...valid, rate: Number.NaN }]],
  ['faults[0].rate', [{ ...valid, rate: '0.5' }]],
  ['faults[0].point', [{ ...valid, point: 'during' }]],
  ['faults[0].fromMs', [{ ...valid, fromMs: -1 }]],
  ['faults[0].untilMs', [{ ...valid, fromMs: 5, untilMs: 5 }]],
  ['faults[0].untillMs', [{ ...valid, untillMs: 5 }]],
  ['faults[0].ms', [{ ...valid, ms: 5 }]],
  ['faults[0].ms', [{ ...valid, kind: 'latency' }]],
  ['faults[0].ms', [{ ...valid, kind: 'latency', ms: [1] }]],
  ['faults[0].ms[1]', [{ ...valid, kind: 'latency', ms: [5, 4] }]],
  ['faults[0].ms', [{ ...valid, kind: 'latency', ms: Infinity }]],
  ['faults[0].retryAfterS', [{ ...valid, kind: 'unavailable', retryAfterS: 0.5 }]],
  ['faults[0].slots', [{ ...capacity, slots: 0 }]],
  ['faults[0].queue', [{ ...capacity, queue: 1.5 }]],
  ['faults[0].serviceMs', [{ ...capacity, serviceMs: null }]],
])('%s is named when it is wrong', (field, input) => {
  expect(() => parseFaults(input)).toThrow(
    expect.objectContaining({ name: 'FaultError', field, message: expect.stringContaining(field) }),
  );
});

test('whatever comes in, the answer is faults or a FaultError', () => {
  const nearFault = fc.record(
    {
      id: fc.oneof(fc.string(), fc.anything()),
      kind: fc.oneof(fc.constantFrom('error', 'latency', 'capacity'), fc.anything()),
      rate: fc.oneof(fc.double(), fc.anything()),
      point: fc.oneof(fc.constant('before'), fc.anything()),
      ms: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.array(nearFault)), (input) => {
      try {
        expect(parseFaults(input)).toEqual(input);
      } catch (error) {
        expect(error).toBeInstanceOf(FaultError);
      }
    }),
  );
});
