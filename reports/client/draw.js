// Turns the chart data in the page into Chart.js charts.

import { annotationsOf, laneBorder } from './annotations.js';
import { colorOf } from './theme.js';
import { inUnit } from './units.js';

/** Every chart of the page with the data it was drawn from. */
export const drawn = new Map();

/** A marker on every nth point: enough to tell the lines apart, few enough to read them. */
function radiusOf(spec, series, place) {
  if (spec.kind !== 'line' || series.radius === 0) return series.radius;
  const every = Math.max(1, Math.ceil(series.points.length / 10));
  return (context) => (context.dataIndex % every === (1 + place * 2) % every ? series.radius : 0);
}

function colorsOf(name) {
  const color = colorOf(name);
  return { borderColor: color, pointBorderColor: color, backgroundColor: color };
}

function datasetOf(spec, series, place) {
  return {
    label: series.label,
    colorName: series.color,
    ...colorsOf(series.color),
    data: series.points.map(([x, y]) => ({ x, y })),
    borderDash: series.dash,
    borderWidth: spec.kind === 'bar' ? 0 : series.width,
    pointBorderWidth: series.width > 0 ? 1.75 : 0,
    pointStyle: series.shape,
    pointRadius: radiusOf(spec, series, place),
    pointHoverRadius: 6,
    pointHitRadius: 6,
    // A curve may end on the very edge; its marker is drawn whole.
    ...(spec.y.unit === 'share' && { clip: 8 }),
    barPercentage: 1,
    categoryPercentage: 0.86,
    minBarLength: 0,
  };
}

/** Only powers of ten: anything more is noise on a projector. */
function powerTicks(scale, top = Infinity) {
  scale.ticks = [];
  for (let exponent = -2; 10 ** exponent <= Math.min(scale.max, top); exponent++)
    if (10 ** exponent >= scale.min * 0.999) scale.ticks.push({ value: 10 ** exponent });
}

function logTicks(spec, scale) {
  powerTicks(scale, laneBorder(spec));
  scale.ticks.push(...spec.y.lanes.map((lane) => ({ value: lane.at, lane: lane.label })));
}

export function yScaleOf(spec, isLog) {
  const shared = {
    position: 'left',
    max: spec.y.max,
    title: { display: true, text: spec.y.title },
    afterFit: (scale) => {
      scale.width = Math.max(scale.width, 84);
    },
  };
  if (!isLog)
    return {
      ...shared,
      type: 'linear',
      min: 0,
      ticks: {
        maxTicksLimit: 5,
        includeBounds: false,
        ...(spec.y.unit === 'share' ? { stepSize: 0.25 } : { precision: 0 }),
        callback: (value) => inUnit(value, spec.y.unit),
      },
    };
  return {
    ...shared,
    type: 'logarithmic',
    min: spec.y.min,
    afterBuildTicks: (scale) => logTicks(spec, scale),
    ticks: {
      autoSkip: false,
      callback: (value, i, ticks) => ticks[i].lane ?? inUnit(value, spec.y.unit),
    },
  };
}

function xScaleOf(spec, isNarrow) {
  const shared = {
    min: spec.x.min,
    max: spec.x.max,
    title: { display: spec.isLast || spec.x.unit === 'ms', text: spec.x.title },
  };
  if (!spec.x.log)
    return {
      ...shared,
      type: 'linear',
      offset: false,
      ticks: {
        maxTicksLimit: isNarrow ? 6 : 13,
        maxRotation: 0,
        includeBounds: false,
        callback: (value) => inUnit(value, 'count'),
      },
    };
  return {
    ...shared,
    type: 'logarithmic',
    afterBuildTicks: (scale) => powerTicks(scale),
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      callback: (value) => inUnit(value, spec.x.unit),
    },
  };
}

function tooltipOf(spec) {
  const xWords = (x) => (spec.x.unit === 'ms' ? inUnit(x, 'ms') : `${x.toFixed(1)} s`);
  const valueOf = (y) => (y > laneBorder(spec) ? 'lost' : inUnit(y, spec.y.unit));
  return {
    callbacks: {
      title: (items) => (items.length > 0 ? xWords(items[0].parsed.x) : ''),
      label: (item) => `${item.dataset.label}: ${valueOf(item.parsed.y)}`,
    },
  };
}

export function paint(chart) {
  const ink = colorOf('--ink');
  const grid = colorOf('--grid');
  for (const dataset of chart.data.datasets) Object.assign(dataset, colorsOf(dataset.colorName));
  for (const scale of Object.values(chart.options.scales)) {
    Object.assign(scale.ticks, { color: ink });
    Object.assign(scale.title, { color: colorOf('--muted') });
    scale.grid = { color: grid };
    scale.border = { color: colorOf('--line') };
  }
  for (const annotation of Object.values(chart.options.plugins.annotation.annotations)) {
    for (const [key, name] of Object.entries(annotation.paint)) annotation[key] = colorOf(name);
  }
}

export function draw(spec) {
  const isNarrow = innerWidth < 600;
  const chart = new globalThis.Chart(document.getElementById(spec.id), {
    type: spec.kind,
    data: { datasets: spec.series.map((series, place) => datasetOf(spec, series, place)) },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      interaction:
        spec.kind === 'scatter'
          ? { mode: 'nearest', intersect: true }
          : { mode: 'nearest', axis: 'x', intersect: false },
      font: { size: isNarrow ? 11 : 14 },
      scales: {
        x: xScaleOf(spec, isNarrow),
        y: yScaleOf(spec, spec.y.log),
      },
      plugins: {
        colors: { enabled: false },
        legend: { display: false },
        tooltip: tooltipOf(spec),
        annotation: { animations: false, annotations: annotationsOf(spec, isNarrow) },
      },
    },
  });
  paint(chart);
  chart.update('none');
  drawn.set(spec.id, { chart, spec });
}
