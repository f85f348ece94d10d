import { expect, it } from 'vitest';
import { loadContenders } from '../engine/catalog.ts';
import { orderOf, withFloors } from './subjects.ts';

it('puts each floor once, behind the first contender of its style', async () => {
  const known = await loadContenders();
  const chosen = ['rest', 'rest-hardened', 'broker'].flatMap((name) => known.get(name) ?? []);
  const names = withFloors(chosen).map(({ contender }) => contender.name);
  expect(names).toEqual(['rest', 'rest-floor', 'rest-hardened', 'broker', 'broker-floor']);
  expect(orderOf(names, 1)).toEqual(names.toReversed());
  expect(orderOf(names, 2)).toEqual(names);
});
