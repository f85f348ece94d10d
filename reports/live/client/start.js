// Wires everything once and follows the stream.

import { mayChange } from './api.js';
import { startBooking } from './booking.js';
import { drawCharts, startCharts } from './charts.js';
import { showStatus, startControls } from './controls.js';
import { showCounters } from './counters.js';
import { startKeys } from './keys.js';
import { follow, seconds } from './stream.js';

startCharts();
startControls();
startBooking();
startKeys();
let isDue = false;
follow({
  onSecond: () => {
    // After a reconnect many seconds arrive at once: they are drawn once.
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      showCounters(seconds.at(-1));
      drawCharts();
    });
  },
  onStatus: (status) => {
    showStatus(status);
    drawCharts();
  },
  onConnection: (isOpen) => {
    const shown = document.getElementById('connection');
    shown.dataset.open = String(isOpen);
    const who = mayChange ? 'connected' : 'watching only';
    shown.textContent = isOpen ? who : 'the live server does not answer; trying again';
  },
});
document.documentElement.dataset.ready = 'true';
