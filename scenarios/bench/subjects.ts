// Who is measured, and by which floor: each contender stands beside the floor of its own style.
import type { Variant } from '../../shared/variant.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { brokerFloor, restFloor } from './floors/floor-variants.ts';

const floors: Record<string, CatalogEntry> = { rest: restFloor, broker: brokerFloor };

/** The floor of a style; undefined for a style without one. */
export function floorFor({ name }: Pick<Variant, 'name'>): CatalogEntry | undefined {
  return floors[name];
}

/** Contenders with their floors, each floor once and right behind the first contender of its style. */
export function withFloors(contenders: CatalogEntry[]): CatalogEntry[] {
  const all: CatalogEntry[] = [];
  for (const entry of contenders) {
    all.push(entry);
    const floor = floorFor(entry.variant);
    if (floor && !all.includes(floor)) all.push(floor);
  }
  return all;
}

/** The order of a round: every other one runs backwards, so that what drifts meets first and last alike. */
export function orderOf<T>(subjects: T[], round: number): T[] {
  return round % 2 === 0 ? subjects : subjects.toReversed();
}
