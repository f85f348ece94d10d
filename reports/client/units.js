// Writes numbers in the charts the way the rest of the report writes them.

/** @param {number} value */
function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** @param {number} ms */
function shortDuration(ms) {
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  return `${grouped(Number((ms / 1000).toFixed(2)))} s`;
}

/** @param {number} value @param {'ms' | 'count' | 'share'} unit */
export function inUnit(value, unit) {
  if (unit === 'share') return `${Number((value * 100).toPrecision(6))} %`;
  return unit === 'ms' ? shortDuration(value) : grouped(Math.round(value));
}
