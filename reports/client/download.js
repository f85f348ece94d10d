// Files to take away: the whole result, every fate, and the numbers of each chart as they are, not as they are written.

import { laneBorder } from './annotations.js';

/** Hands the reader a file. */
export function save(name, blob) {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(blob);
  link.click();
  // The download starts after this handler; an immediate revoke would cancel it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** `billing-down-fates.csv`: a name from a result is not trusted to be a file name. */
export function fileName(result, what) {
  const scenario = result.scenario.name.replaceAll(/[^a-z0-9-]+/gi, '-').slice(0, 60);
  return `${scenario}-${what}`;
}

function csvCell(value) {
  const text = String(value);
  // A leading = + - @ would be run as a formula by a spreadsheet.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as a CSV file. */
export function csvOf(rows) {
  const text = rows.map((row) => row.map(csvCell).join(',')).join('\r\n');
  return new Blob([text], { type: 'text/csv' });
}

/** One row per order on record. */
export function fateRows(result) {
  const rows = [['contender', 'run', 'scheduledAtMs', 'outcome', 'decisionMs']];
  for (const contender of result.contenders)
    contender.runs.forEach((run, i) => {
      for (const [at, outcome, took] of run.fates)
        rows.push([contender.name, i + 1, at, outcome, took === null ? '' : took]);
    });
  return rows;
}

/** One row per point that the charts of a group draw; a lost order has no latency, wherever its mark lies. */
export function chartRows(specs) {
  const [first] = specs;
  const rows = [['chart', 'series', first.x.unit, first.y.unit]];
  for (const spec of specs) {
    const { title, series } = spec;
    const border = laneBorder(spec);
    for (const { label, points } of series)
      for (const [at, value] of points) {
        rows.push([title, label, at, value === null || value > border ? '' : value]);
      }
  }
  return rows;
}
