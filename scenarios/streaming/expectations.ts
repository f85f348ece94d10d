// Checks what a scenario of change feeds expects against what was measured. Pure.
import type { MethodResult } from '../../shared/feed-result.ts';
import { compares, figureAt } from '../engine/expectations.ts';
import type { FeedScenario } from './feed-scenario.ts';

/** The expectations of one method; a figure that does not exist fails: it cannot be believed. */
export function expectationsOf(
  rules: FeedScenario['expectations'],
  result: MethodResult,
): MethodResult['expectations'] {
  return rules
    .filter(({ method }) => method === '*' || method === result.name)
    .map(({ id, title, path, is, than }) => {
      const actual = figureAt(result, path);
      const wanted = typeof than === 'number' ? than : figureAt(result, than);
      const passed = actual !== null && wanted !== null && compares[is](actual, wanted);
      return { id, title, passed, expected: `${is} ${wanted}`, actual: String(actual) };
    });
}
