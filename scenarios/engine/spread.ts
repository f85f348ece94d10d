// A few of many, evenly picked.

/** At most `most` of the items, evenly picked, the first among them. */
export function spread<Item>(items: Item[], most: number): Item[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, i) =>
    items.slice(Math.floor(i * step), Math.floor(i * step) + 1),
  ).flat();
}
