// Six small charts, the same scales left and right, drawn anew every second without animation.

import { colorOf, onThemeChange } from '../theme.js';
import { inTime } from './counters.js';
import { seconds, secondsShown, status } from './stream.js';

const { Chart } = globalThis;
const { contenders } = JSON.parse(document.getElementById('setup').textContent);
const charts = [];
let nameSize = 12;

/** What each kind of chart shows of one second of one contender. */
const kinds = {
  latency: (color) => [
    { label: 'decision, median', color, width: 3, of: (s) => s.decisionMs?.p50 },
    { label: 'decision, 95 %', color, width: 1, of: (s) => s.decisionMs?.p95 },
    {
      label: 'answer, median',
      color: '--muted',
      width: 2,
      dash: [6, 4],
      of: (s) => s.answerMs?.p50,
    },
  ],
  fates: (color) => [
    { label: 'confirmed', color, width: 2, fill: true, of: (s) => s.confirmed },
    { label: 'lost', color: '--lost', width: 3, dash: [3, 3], of: (s) => s.lost },
  ],
  waiting: (color) => [
    { label: 'waiting', color, width: 2, fill: true, of: (s) => s.totals.waiting },
  ],
};

function datasetOf({ label, width, dash = [], fill = false, color, of }) {
  return {
    ...{ label, of, colorName: color, data: [], fill: fill ? 'origin' : false },
    ...{ borderWidth: width, borderDash: dash, pointRadius: 0, pointHitRadius: 8, spanGaps: false },
  };
}

function scaleOf(kind) {
  if (kind !== 'latency')
    return { type: 'linear', min: 0, ticks: { maxTicksLimit: 4, precision: 0 } };
  return {
    ...{ type: 'logarithmic', min: 1, max: 100_000 },
    afterBuildTicks: (scale) => {
      scale.ticks = [1, 10, 100, 1_000, 10_000, 100_000].map((value) => ({ value }));
    },
    ticks: {
      autoSkip: false,
      callback: (value) => (value < 1_000 ? `${value} ms` : `${value / 1_000} s`),
    },
  };
}

function create(kind, place) {
  const canvas = document.getElementById(`${kind}-${place}`);
  const chart = new Chart(canvas, {
    type: 'line',
    data: { datasets: kinds[kind](contenders[place].color).map(datasetOf) },
    options: {
      ...{ animation: false, parsing: false, normalized: true },
      ...{ responsive: true, maintainAspectRatio: false },
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: {
          ...{ type: 'linear', min: -secondsShown, max: 0 },
          ticks: { stepSize: 60, callback: (value) => (value === 0 ? 'now' : `${value} s`) },
        },
        y: { ...scaleOf(kind), afterFit: (scale) => (scale.width = nameSize * 5.4) },
      },
      plugins: {
        colors: { enabled: false },
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: ([item]) => (item ? `${Math.round(-item.parsed.x)} s ago` : ''),
            label: (item) =>
              `${item.dataset.label}: ${kind === 'latency' ? inTime(item.parsed.y) : item.parsed.y}`,
          },
        },
        annotation: { animations: false, annotations: {} },
      },
    },
  });
  charts.push({ kind, place, chart, canvas });
}

function paint({ chart }) {
  for (const dataset of chart.data.datasets) {
    const color = colorOf(dataset.colorName);
    Object.assign(dataset, { borderColor: color, backgroundColor: `${color}33` });
  }
  for (const scale of Object.values(chart.options.scales)) {
    scale.ticks.color = colorOf('--ink');
    scale.grid = { color: colorOf('--grid') };
    scale.border = { color: colorOf('--line') };
  }
}

/** Fault windows as bands with solid start and dashed stop lines; of one that cannot be done to a contender only the name, in grey. */
function annotationsAt(nowMs, contender) {
  const annotations = {};
  const marks = (status?.marks ?? []).filter(
    (m) => (m.untilMs ?? nowMs) > nowMs - secondsShown * 1_000,
  );
  marks.forEach(({ id, label, fromMs, untilMs, spared }, i) => {
    const isSpared = spared.includes(contender);
    const from = Math.max(-secondsShown, (fromMs - nowMs) / 1_000);
    const to = Math.min(0, ((untilMs ?? nowMs) - nowMs) / 1_000);
    if (!isSpared)
      annotations[`band-${id}`] = {
        ...{ type: 'box', xMin: from, xMax: to, borderWidth: 0, drawTime: 'beforeDatasetsDraw' },
        backgroundColor: colorOf('--fault-fill'),
      };
    annotations[`name-${id}`] = {
      ...{
        type: 'label',
        content: isSpared ? `${label}: not applicable` : label,
        xValue: from,
        padding: 3,
        yAdjust: (i % 3) * 14,
      },
      yValue: ({ chart }) => chart.scales.y.max,
      // Near the right edge there is only room on the left.
      position: { x: from > -secondsShown / 4 ? 'end' : 'start', y: 'start' },
      ...{
        color: colorOf(isSpared ? '--muted' : '--fault-line'),
        font: { size: nameSize, weight: 'bold' },
      },
    };
    if (isSpared) return;
    for (const [edge, at] of untilMs === null
      ? [['start', from]]
      : [
          ['start', from],
          ['stop', to],
        ])
      annotations[`${edge}-${id}`] = {
        ...{ type: 'line', xMin: at, xMax: at, borderWidth: 1.5 },
        ...{ borderDash: edge === 'start' ? [] : [4, 3], borderColor: colorOf('--fault-line') },
      };
  });
  return annotations;
}

/** A sentence for whoever cannot see the chart. */
function saidOf(kind, name, own) {
  const { totals, decisionMs, answerMs } = own;
  const words = {
    latency: `decided within ${inTime(decisionMs?.p50)} at the median, answered within ${inTime(answerMs?.p50)}`,
    fates: `${own.confirmed} confirmed and ${own.lost} lost in the last second`,
    waiting: `${totals.waiting} orders wait`,
  };
  return `${name}: ${words[kind]}`;
}

/** Draws the seconds that are there. */
export function drawCharts() {
  const newest = seconds.at(-1);
  if (!newest) return;
  for (const entry of charts) {
    const { kind, place, chart, canvas } = entry;
    const { name } = contenders[place];
    for (const dataset of chart.data.datasets)
      dataset.data = seconds.map((second) => ({
        x: (second.atMs - newest.atMs) / 1_000,
        y: dataset.of(second.contenders[name]) ?? Number.NaN,
      }));
    if (kind !== 'latency') chart.options.scales.y.max = highestOf(kind);
    chart.options.plugins.annotation.annotations = annotationsAt(newest.atMs, name);
    canvas.setAttribute('aria-label', saidOf(kind, name, newest.contenders[name]));
    chart.update('none');
  }
}

/**
 * One scale for both sides: the highest value either of them reached, rounded up. A backlog worked off within a second
 * may leave the chart of confirmed orders: everything else would be a flat line under it.
 */
function highestOf(kind) {
  const values = seconds.flatMap((second) =>
    Object.values(second.contenders).flatMap((own) =>
      kinds[kind]('').map(({ of }) => of(own) ?? 0),
    ),
  );
  const busiest = Math.max(
    ...seconds.flatMap(({ contenders: all }) => Object.values(all).map((own) => own.offered)),
  );
  const limit = kind === 'fates' ? 3 * busiest : Infinity;
  const most = Math.max(10, Math.min(limit, Math.max(...values)));
  const step = 10 ** Math.floor(Math.log10(most));
  return Math.ceil((most * 1.05) / step) * step;
}

/** Makes the charts; call once. */
export function startCharts() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  for (const kind of Object.keys(kinds)) contenders.forEach((_, place) => create(kind, place));
  charts.forEach(paint);
  onThemeChange(() => {
    charts.forEach(paint);
    drawCharts();
  });
}

/** Larger writing for the back row. */
export function enlargeCharts(isLarge) {
  nameSize = isLarge ? 16 : 12;
  for (const { chart } of charts) {
    for (const scale of Object.values(chart.options.scales))
      scale.ticks.font = { size: isLarge ? 16 : 12 };
    chart.options.plugins.tooltip.enabled = !isLarge;
    chart.resize();
  }
  drawCharts();
}
