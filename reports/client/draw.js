// Turns the chart data in the page into Chart.js charts.

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
    barPercentage: 1,
    categoryPercentage: 0.86,
    minBarLength: 0,
  };
}

function annotationsOf(spec, isNarrow) {
  const annotations = {};
  spec.bands.forEach((band, i) => {
    annotations[`window-${i}`] = {
      type: 'box',
      xMin: band.from,
      xMax: band.to,
      borderWidth: 0,
      drawTime: 'beforeDatasetsDraw',
      paint: { backgroundColor: '--fault-fill' },
      label: {
        display: true,
        content: isNarrow ? band.label.split(' ').slice(0, 2).join(' ') : band.label,
        position: { x: 'center', y: 'start' },
        yAdjust: i * 16,
        padding: 3,
        font: { size: isNarrow ? 10 : 12, weight: 'bold' },
        paint: { color: '--fault-line' },
      },
    };
    for (const [edge, at] of [
      ['start', band.from],
      ['stop', band.to],
    ]) {
      annotations[`${edge}-${i}`] = {
        type: 'line',
        xMin: at,
        xMax: at,
        borderWidth: 1.5,
        borderDash: edge === 'start' ? [] : [4, 3],
        drawTime: 'beforeDatasetsDraw',
        paint: { borderColor: '--fault-line' },
      };
    }
  });
  if (spec.y.lanes.length > 0) {
    annotations.lanes = {
      type: 'line',
      yMin: spec.y.lanes[0].at * 0.62,
      yMax: spec.y.lanes[0].at * 0.62,
      borderWidth: 1,
      drawTime: 'beforeDatasetsDraw',
      paint: { borderColor: '--muted' },
    };
  }
  return annotations;
}

/** Only powers of ten, and the lanes by name: anything more is noise on a projector. */
function logTicks(spec, scale) {
  const top = spec.y.lanes.length > 0 ? spec.y.lanes[0].at * 0.6 : Infinity;
  const powers = [];
  for (let value = 1e-2; value <= Math.min(scale.max, top); value *= 10)
    if (value >= scale.min * 0.999) powers.push({ value });
  scale.ticks = [...powers, ...spec.y.lanes.map((lane) => ({ value: lane.at, lane: lane.label }))];
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
        precision: 0,
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

function tooltipOf(spec) {
  const laneOf = (y) =>
    spec.y.lanes.length > 0 && y > spec.y.lanes[0].at * 0.62 ? 'lost' : inUnit(y, spec.y.unit);
  return {
    callbacks: {
      title: (items) => (items.length > 0 ? `${items[0].parsed.x.toFixed(1)} s` : ''),
      label: (item) => `${item.dataset.label}: ${laneOf(item.parsed.y)}`,
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
    for (const part of [annotation, annotation.label])
      for (const [key, name] of Object.entries(part?.paint ?? {})) part[key] = colorOf(name);
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
        x: {
          type: 'linear',
          min: spec.x.min,
          max: spec.x.max,
          offset: false,
          title: { display: spec.isLast, text: 'seconds after the first arrival' },
          ticks: { maxTicksLimit: isNarrow ? 6 : 13, maxRotation: 0, includeBounds: false },
        },
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
