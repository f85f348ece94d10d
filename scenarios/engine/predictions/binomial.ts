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
  for (let k = 0; k <= trials; k++) {
    // In logarithms: the factors themselves leave the range of a number.
    const chance = Math.exp(
      logChoose(trials, k) + k * Math.log(share) + (trials - k) * Math.log(1 - share),
    );
    if (below + chance <= tail) low = k + 1;
    below += chance;
    if (below >= 1 - tail) return { low, high: k };
  }
  return { low, high: trials };
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}
