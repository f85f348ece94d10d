// The few controls of the page: log or linear, which part of the time, copy, download.

import { drawn, paint, yScaleOf } from './draw.js';

/** One button of a row is pressed; pressing another one moves the choice. */
function choice(attribute, choose) {
  const buttons = [...document.querySelectorAll(`button[${attribute}]`)];
  for (const button of buttons)
    button.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      choose(button.getAttribute(attribute));
    });
}

function useScale(kind) {
  for (const { chart, spec } of drawn.values()) {
    if (!spec.id.startsWith('latency-')) continue;
    chart.options.scales.y = yScaleOf(spec, kind === 'log');
    paint(chart);
    chart.update('none');
  }
}

function useStretch(kind) {
  const all = [...drawn.values()].filter(({ spec }) => spec.x.unit === 's');
  // Contenders measure the same fault a little apart; all charts keep one time axis.
  const bands = all.flatMap(({ spec }) => spec.bands);
  const from = Math.min(...bands.map((band) => band.from));
  const to = Math.max(...bands.map((band) => band.to));
  for (const { chart, spec } of all) {
    const around = { min: Math.max(spec.x.min, from - 5), max: Math.min(spec.x.max, to + 8) };
    const after = { min: Math.max(spec.x.min, to - 2), max: spec.x.max };
    const chosen = { whole: spec.x, around, after }[kind];
    Object.assign(chart.options.scales.x, { min: chosen.min, max: chosen.max });
    chart.update('none');
  }
}

function csvCell(value) {
  const text = String(value);
  // A leading = + - @ would be run as a formula by a spreadsheet.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function fatesCsv(result) {
  const rows = [['contender', 'run', 'scheduledAtMs', 'outcome', 'decisionMs']];
  for (const contender of result.contenders)
    contender.runs.forEach((run, i) => {
      for (const [at, outcome, took] of run.fates)
        rows.push([contender.name, i + 1, at, outcome, took === null ? '' : took]);
    });
  return rows.map((row) => row.map(csvCell).join(',')).join('\r\n');
}

function offer(id, type, make) {
  const link = document.getElementById(id);
  link?.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([make()], { type }));
    link.href = url;
    // The download starts after this handler; an immediate revoke would cancel it.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = 'Copied';
  } catch {
    // Some browsers close the clipboard to file: pages; a selection is the next best thing.
    getSelection().selectAllChildren(source);
    button.textContent = 'Selected';
  }
}

/** Connects every control of the page; `readResult` gives the embedded result. */
export function wireControls(readResult) {
  choice('data-scale', useScale);
  choice('data-stretch', useStretch);
  for (const button of document.querySelectorAll('button[data-copy]'))
    button.addEventListener('click', () => void copy(button));
  offer('download-json', 'application/json', () => JSON.stringify(readResult(), null, 2));
  offer('download-csv', 'text/csv', () => fatesCsv(readResult()));
}
