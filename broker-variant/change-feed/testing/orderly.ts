// What every reader of a feed's topic may rely on, whatever was killed meanwhile.
import { expect } from 'vitest';
import type { DeliveredChange } from '../../../shared/change-feed.ts';

/** Asserts that of one key nothing older follows something newer, except for repeats that are the same in all. */
export function expectOrderly(found: DeliveredChange[]): void {
  const last = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const { change } of found) {
    const { key, position } = change;
    const id = `${key} at ${position}`;
    const text = JSON.stringify([change.row, change.unchanged]);
    const before = seen.get(id);
    if (before !== undefined) expect(text, id).toBe(before);
    else expect(position > (last.get(key) ?? ''), `${id} after ${last.get(key)}`).toBe(true);
    seen.set(id, text);
    if (position > (last.get(key) ?? '')) last.set(key, position);
  }
}

/** What a reader that drops repeats has of each key at the end. */
export function lastOfEach(found: DeliveredChange[]): Map<string, DeliveredChange['change']> {
  const last = new Map<string, DeliveredChange['change']>();
  for (const { change } of found)
    if (change.position > (last.get(change.key)?.position ?? '')) last.set(change.key, change);
  return last;
}
