// Load slider, fault buttons, reset, presenter, save: each does one request, and shows what the server then says.

import { change, mayChange, notice } from './api.js';
import { enlargeCharts } from './charts.js';

const byId = (id) => document.getElementById(id);
const stateWords = { off: '', starting: 'beginning', on: 'in force', ending: 'ending' };

/** The button of each fault, by id. */
const faultButtons = new Map();

/** Presses a fault button, or releases it when it is in force. */
export function toggleFault(id) {
  const button = faultButtons.get(id);
  if (button?.disabled) return;
  return change('PUT', `/faults/${id}`, { on: button?.dataset.state === 'off' });
}

/** Sets the load. @param {number} perSecond */
export function setRate(perSecond) {
  return change('PUT', '/rate', { perSecond });
}

export const reset = () => change('DELETE', '/faults');

/** Saves a report; the load stops until every order is judged. */
export async function save() {
  notice('Saving: faults end, everything settles, every order is judged.');
  const reply = await change('POST', '/reports');
  if (reply?.status === 201) notice(reply.body.verdict, reply.body.path);
}

/** Larger writing, no small print. */
export function togglePresenter() {
  const isOn = document.documentElement.classList.toggle('presenter');
  byId('presenter').setAttribute('aria-pressed', String(isOn));
  enlargeCharts(isOn);
}

function buttonFor({ id, label, key }) {
  const known = faultButtons.get(id);
  if (known) return known;
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.fault = id;
  const shortcut = document.createElement('kbd');
  shortcut.textContent = key;
  const state = document.createElement('span');
  state.className = 'state';
  button.append(`${label} `, shortcut, state);
  button.addEventListener('click', () => void toggleFault(id));
  byId('faults').append(button);
  faultButtons.set(id, button);
  return button;
}

/** @param {object} status what the stream said last */
export function showStatus(status) {
  byId('rate-shown').textContent = `${status.ratePerSecond} orders/s each`;
  if (document.activeElement !== byId('rate')) byId('rate').value = String(status.ratePerSecond);
  for (const fault of status.buttons) {
    const button = buttonFor(fault);
    const spared = Object.entries(fault.spared);
    button.dataset.state = fault.state;
    button.setAttribute('aria-pressed', String(fault.state !== 'off'));
    button.title = spared.map(([name, why]) => `Not for ${name}: ${why}`).join('; ');
    button.querySelector('.state').textContent = stateWords[fault.state];
    button.disabled =
      !mayChange || status.isRecording || fault.state === 'starting' || fault.state === 'ending';
  }
  for (const id of ['rate', 'reset', 'save']) byId(id).disabled = !mayChange || status.isRecording;
  byId('save').firstChild.textContent = status.isRecording ? 'Saving … ' : 'Save report ';
  if (status.accidents.length > 0) notice(status.accidents.join('; '));
}

/** Wires the controls that are there from the start. */
export function startControls() {
  byId('rate').addEventListener('input', ({ target }) => {
    byId('rate-shown').textContent = `${target.value} orders/s each`;
  });
  byId('rate').addEventListener('change', ({ target }) => void setRate(Number(target.value)));
  byId('reset').addEventListener('click', () => void reset());
  byId('save').addEventListener('click', () => void save());
  byId('presenter').addEventListener('click', togglePresenter);
}
