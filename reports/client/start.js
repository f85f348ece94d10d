// Draws everything once the page is there, and again whenever theme or paper change.

import { wireControls } from './controls.js';
import { draw, drawn, paint } from './draw.js';
import { wireJourneys } from './journeys.js';
import { onThemeChange } from './theme.js';

const { Chart } = globalThis;
const dataIn = (id) => JSON.parse(document.getElementById(id).textContent);

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = innerWidth < 600 ? 11 : 14;
for (const spec of dataIn('charts')) draw(spec);
wireControls(() => dataIn('result'));
wireJourneys();
onThemeChange((isPrint) => {
  for (const { chart } of drawn.values()) {
    paint(chart);
    // Paper is narrower than most screens, and print does not wait for a resize of its own.
    if (isPrint) chart.resize(Math.min(760, chart.width), chart.height);
    else chart.resize();
    chart.update('none');
  }
});
document.documentElement.dataset.ready = 'true';
