// What may be done, or counted as done, of a batch of records: in each partition only what lies before the first that waits.

/** Where a record stands in its topic. */
export type Position = { partition: number; offset: string };

/** The items that lie before the first stop of their partition, in order; all of them without stops. */
export function leading<Item extends Position>(items: Item[], stops: Position[]): Item[] {
  const limits = new Map<number, bigint>();
  for (const { partition, offset } of stops) {
    const limit = limits.get(partition);
    if (limit === undefined || BigInt(offset) < limit) limits.set(partition, BigInt(offset));
  }
  return items.filter(({ partition, offset }) => {
    const limit = limits.get(partition);
    return limit === undefined || BigInt(offset) < limit;
  });
}
