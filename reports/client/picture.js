// A chart as a picture that can stand alone in a slide: title, legend and origin are drawn into it.

import { colorOf } from './theme.js';

/** Enough for a projector, whatever screen the picture was made on. */
const pixelRatio = 2;
const pad = 16;
const lineHeight = 24;

function legendOf({ chart, spec }, pen, width) {
  // A lone point on a line is where that line ends, and no line of its own.
  const entries = chart.data.datasets.filter(({ data }) => spec.kind !== 'line' || data.length > 1);
  let x = pad;
  let row = 0;
  const placed = [];
  for (const dataset of entries) {
    const needed = 46 + pen.measureText(dataset.label).width + 18;
    if (x > pad && x + needed > width - pad) {
      x = pad;
      row += 1;
    }
    placed.push({ dataset, x, row });
    x += needed;
  }
  return { placed, rows: placed.length === 0 ? 0 : row + 1 };
}

function drawLegend({ placed }, isLine, pen, top) {
  for (const { dataset, x, row } of placed) {
    const y = top + row * lineHeight + lineHeight / 2;
    pen.strokeStyle = dataset.borderColor;
    pen.fillStyle = dataset.borderColor;
    pen.lineWidth = dataset.borderWidth;
    if (isLine && dataset.borderWidth > 0) {
      pen.setLineDash(dataset.borderDash);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + 36, y);
      pen.stroke();
      pen.setLineDash([]);
    }
    globalThis.Chart.helpers.drawPoint(
      pen,
      { pointStyle: dataset.pointStyle, radius: 4.5, rotation: 0, borderWidth: 1.75 },
      x + 18,
      y,
    );
    pen.fillStyle = colorOf('--ink');
    pen.fillText(dataset.label, x + 42, y);
  }
}

/** Strips and clouds are named after their contender only; their section says what they show. */
function titleOf({ chart, spec }) {
  if (spec.kind === 'line') return spec.title;
  return `${chart.canvas.closest('section').querySelector('h2').textContent}: ${spec.title}`;
}

/** The chart on the page's own background, with title, legend and where it comes from. */
export function pictureOf({ chart, spec }, source) {
  const { width, height } = chart;
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const legendFont = `14px ${family}`;
  pen.font = legendFont;
  const legend = legendOf({ chart, spec }, pen, width);
  const chartTop = pad + 30 + legend.rows * lineHeight + 8;
  canvas.width = width * pixelRatio;
  canvas.height = (chartTop + height + 30) * pixelRatio;
  pen.scale(pixelRatio, pixelRatio);
  pen.fillStyle = colorOf('--surface');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = 'middle';
  pen.fillStyle = colorOf('--ink');
  pen.font = `bold 17px ${family}`;
  pen.fillText(titleOf({ chart, spec }), pad, pad + 12, width - 2 * pad);
  pen.font = legendFont;
  drawLegend(legend, spec.kind === 'line', pen, pad + 30);
  chart.options.devicePixelRatio = pixelRatio;
  chart.resize(width, height);
  pen.drawImage(chart.canvas, 0, chartTop, width, height);
  delete chart.options.devicePixelRatio;
  chart.resize();
  pen.fillStyle = colorOf('--muted');
  pen.font = `12px ${family}`;
  pen.fillText(source, pad, chartTop + height + 14, width - 2 * pad);
  return canvas;
}
