// What a scenario file expects of a contender, and when that is not asked.
import { describe, expect, it } from 'vitest';
import { sampleContender, sampleRun } from '../../reports/fixtures/samples.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import { outagePlan } from '../compare/testing/outage-plan.ts';
import { checkExpectations } from './expectations.ts';
import { losesNone, losesSome } from './usual.ts';

const grey = { kind: 'kill', target: 'billing', notApplicable: 'not ours to kill' };

function checked(edit: (run: ContenderRun) => Partial<ContenderRun>) {
  const run = sampleRun('rest', outagePlan);
  const contender = sampleContender('rest', [{ ...run, ...edit(run) }]);
  checkExpectations([losesSome('rest'), losesNone('rest')], [contender]);
  return contender.runs[0]?.expectations.map(({ id, passed }) => [id, passed]);
}

const lost = (total: number) => ({ refused: total, silent: 0, leak: 0, harm: 0, total });

describe('the expectations of a run', () => {
  it('are met or missed by its own figures', () => {
    expect(checked(() => ({ lostOrders: lost(3) }))).toEqual([
      ['rest-loses', true],
      ['rest-loses-none', false],
    ]);
    expect(checked(() => ({ lostOrders: lost(0) }))?.[0]).toEqual(['rest-loses', false]);
  });

  it('do not ask for the harm of faults that could not be done, only that there is none', () => {
    expect(checked(() => ({ faults: [grey, grey], lostOrders: lost(0) }))).toEqual([
      ['rest-loses-none', true],
    ]);
  });

  it('ask for it as soon as one of the faults was done, or when there was none to do', () => {
    const one = (run: ContenderRun) => ({ faults: [grey, ...run.faults], lostOrders: lost(0) });
    expect(checked(one)).toHaveLength(2);
    expect(checked(() => ({ faults: [], lostOrders: lost(0) }))).toHaveLength(2);
  });
});
