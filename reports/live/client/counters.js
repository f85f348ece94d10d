// The big numbers, for the back row.

const grouped = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');

/** A duration in as few characters as can be read from afar. @param {number | null | undefined} ms */
export function inTime(ms) {
  if (ms === null || ms === undefined) return '–';
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** @param {object} second the newest second of the stream */
export function showCounters(second) {
  for (const [name, own] of Object.entries(second.contenders)) {
    const stage = document.querySelector(`.stage[data-contender="${CSS.escape(name)}"]`);
    const { confirmed, lost, waiting } = own.totals;
    const texts = {
      confirmed: grouped(confirmed),
      lost: grouped(lost),
      waiting: grouped(waiting),
      decision: own.decisionMs ? inTime(own.decisionMs.p50) : 'none',
    };
    for (const [counter, text] of Object.entries(texts))
      stage.querySelector(`[data-counter="${counter}"]`).textContent = text;
    stage.querySelector('.counter.lost').classList.toggle('some', lost > 0);
    stage.querySelector('.counter.waiting').classList.toggle('some', waiting > 20);
  }
}
