// A key for every button, so that whoever presents need not aim.

import { bookAt } from './booking.js';
import { reset, save, setRate, toggleFault, togglePresenter } from './controls.js';
import { status } from './stream.js';

const stepPerSecond = 10;

function act(key) {
  const fault = status?.buttons.find((button) => button.key === key);
  if (fault) return toggleFault(fault.id);
  const rate = status?.ratePerSecond ?? 0;
  const most = Number(document.getElementById('rate').max);
  const actions = {
    r: reset,
    w: save,
    p: togglePresenter,
    1: () => bookAt(0),
    2: () => bookAt(1),
    '+': () => setRate(Math.min(most, rate + stepPerSecond)),
    '-': () => setRate(Math.max(0, rate - stepPerSecond)),
  };
  return actions[key]?.();
}

/** Listens for keys, except where somebody is writing. */
export function startKeys() {
  addEventListener('keydown', (event) => {
    const { target, key } = event;
    const isWriting = target instanceof HTMLElement && target.matches('input, select, textarea');
    if (isWriting || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    void act(key);
  });
}
