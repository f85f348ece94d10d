// How far a count may stray from its mean by chance alone: exact for the small counts where a normal curve is wrong. Pure.

/**
 * The central interval that holds a binomial count (`trials`, chance `share`) with at least `confidence`.
 * Dozens of predictions are checked per suite, so that 99.9 % keeps false alarms rare.
 */
export function binomialInterval(
  trials: number,
  share: number,
  confidence = 0.999,
): { low: number; high: number } {
  if (share <= 0 || trials === 0) return { low: 0, high: 0 };
  if (share >= 1) return { low: trials, high: trials };
  const tail = (1 - confidence) / 2;
  let low = 0;
  let below = 0;
  // In logarithms: the factors themselves leave the range of a number.
  let logChance = trials * Math.log1p(-share);
  const logOdds = Math.log(share) - Math.log1p(-share);
  for (let k = 0; k <= trials; k++) {
    const chance = Math.exp(logChance);
    if (below + chance <= tail) low = k + 1;
    below += chance;
    if (below >= 1 - tail) return { low, high: k };
    logChance += Math.log((trials - k) / (k + 1)) + logOdds;
  }
  return { low, high: trials };
}
