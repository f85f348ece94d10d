// Who has an order in hand within this gateway: a request, its mail, or the worker, and never two at once.

/** Orders in hand, by id. */
export type Claims = {
  /** Takes the order; false when somebody else has it. */
  take(orderId: string): boolean;
  giveBack(orderId: string): void;
  size(): number;
};

/** No order is in anybody's hand at first. */
export function createClaims(): Claims {
  const held = new Set<string>();
  return {
    take: (orderId) => {
      if (held.has(orderId)) return false;
      held.add(orderId);
      return true;
    },
    giveBack: (orderId) => void held.delete(orderId),
    size: () => held.size,
  };
}
