// The clock of the harness: the one that PostgreSQL on this machine shares, so that both can be compared.

/** Epoch ms with sub-millisecond resolution. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
