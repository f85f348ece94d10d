// The few controls of the page: log or linear, which part of the time, copy, take away.

import { chartRows, csvOf, fateRows, fileName, save } from './download.js';
import { drawn, paint, yScaleOf } from './draw.js';
import { pictureOf } from './picture.js';

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

function onClick(attribute, act) {
  for (const button of document.querySelectorAll(`button[${attribute}]`))
    button.addEventListener('click', () => act(button.getAttribute(attribute)));
}

function jsonOf(result) {
  return new Blob([JSON.stringify(result, null, 2)], { type: 'application/json' });
}

/** Connects every control of the page; `readResult` gives the embedded result. */
export function wireControls(readResult) {
  choice('data-scale', useScale);
  choice('data-stretch', useStretch);
  for (const button of document.querySelectorAll('button[data-copy]'))
    button.addEventListener('click', () => void copy(button));
  onClick('data-png', (id) => {
    const result = readResult();
    const { scenario, startedAt, seed } = result;
    const source = `${scenario.title} · ${startedAt.slice(0, 16).replace('T', ' ')} · seed ${seed}`;
    pictureOf(drawn.get(id), source).toBlob((blob) => save(fileName(result, `${id}.png`), blob));
  });
  onClick('data-csv', (group) => {
    const specs = [...drawn.values()].map(({ spec }) => spec);
    const rows = chartRows(specs.filter(({ id }) => id.startsWith(`${group}-`)));
    save(fileName(readResult(), `chart-${group}.csv`), csvOf(rows));
  });
  onClick('data-save', (what) => {
    const result = readResult();
    if (what === 'fates') save(fileName(result, 'fates.csv'), csvOf(fateRows(result)));
    else save(fileName(result, 'result.json'), jsonOf(result));
  });
}
