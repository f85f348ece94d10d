// Booking by hand, as in the article: REST shows a spinner until the answer; the broker says "pending" and is asked again.

import { mayChange, notice, send } from './api.js';
import { inTime } from './counters.js';

const { byHandPrefix } = JSON.parse(document.getElementById('setup').textContent);
const mostShown = 3;
const askEveryMs = 500;
/** Somebody who has waited this long looks at another day. */
const patienceMs = 10 * 60_000;
const flights = ['RB1000', 'RB1001', 'RB1002', 'RB1003', 'RB1004'];
const news = {
  confirmed: 'Confirmed',
  'no-business': 'Rejected',
  'no-technical': 'Failed: nobody knows when it would work again',
};

function cardFor(form) {
  const card = document.createElement('article');
  card.className = 'order';
  card.innerHTML =
    '<p class="said"><span class="spinner" aria-hidden="true"></span><b></b> <span class="since"></span></p><div class="journey-box" tabindex="0" role="group" aria-label="Journey"></div>';
  const list = form.querySelector('.bookings');
  list.prepend(card);
  while (list.children.length > mostShown) list.lastChild.remove();
  return card;
}

function say(card, state, text) {
  card.dataset.state = state;
  card.querySelector('b').textContent = text;
}

/** The picture is drawn by the live server, which escapes what comes from data. */
function showStory(card, picture) {
  card.querySelector('.journey-box').innerHTML = picture;
}

/** What the contender's gateway answered; a text instead of a status when there was no answer. */
function answerIn({ status, body }) {
  if (status !== 200) return { status: 'not sent', body };
  if (body.kind === 'refused') return { status: 'no answer', body: { detail: 'nobody listens' } };
  if (body.kind === 'unknown') return { status: 'no answer', body };
  return { status: body.status, body: JSON.parse(body.body) };
}

/** Books one order and follows it until its user knows the end. */
async function book(form) {
  if (!mayChange)
    return notice('This page only watches. Open the full address that the terminal shows.');
  const name = encodeURIComponent(form.dataset.contender);
  const orderId = `${byHandPrefix}${crypto.randomUUID().slice(byHandPrefix.length)}`;
  const fields = new FormData(form);
  const startedAt = performance.now();
  const card = cardFor(form);
  const since = () => performance.now() - startedAt;
  const ticking = setInterval(() => {
    card.querySelector('.since').textContent = inTime(since());
  }, 100);
  const end = (state, text) => {
    clearInterval(ticking);
    say(card, state, text);
    card.querySelector('.since').textContent = `after ${inTime(since())}`;
  };
  const look = async () => {
    const { status, body } = await send('GET', `/contenders/${name}/bookings/${orderId}`);
    if (status === 200) showStory(card, body.picture);
    return status === 200 ? body.told : undefined;
  };

  say(card, 'waiting', 'Waiting for the answer');
  const watching = setInterval(() => void look(), askEveryMs);
  const sent = await send('POST', `/contenders/${name}/bookings`, {
    ...{ orderId, flight: fields.get('flight'), seats: Number(fields.get('seats')) },
    ...{ card: '4242424242424242', email: 'by-hand@example.com' },
  });
  clearInterval(watching);
  const { status, body } = answerIn(sent);
  if (status === 202) {
    say(card, 'pending', `Pending: accepted after ${inTime(since())}, come back later`);
    const told = await pollUntilTold(look, since);
    end(told === 'confirmed' ? 'confirmed' : 'failed', news[told] ?? 'Still pending');
  } else if (status === 201) {
    const isConfirmed = body.status === 'confirmed';
    end(
      isConfirmed ? 'confirmed' : 'failed',
      isConfirmed ? 'Confirmed' : `Rejected: ${body.reason}`,
    );
  } else end('failed', `Failed (${status}): ${body?.detail ?? 'no answer'}`);
  // The mail comes after the answer, and compensation may come later still.
  for (let n = 0; n < 6; n++) {
    await look();
    await pause();
  }
}

async function pollUntilTold(look, since) {
  while (since() < patienceMs) {
    const told = await look();
    if (told in news) return told;
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, askEveryMs));

/** Books at the nth stage, as its button does. @param {number} place */
export function bookAt(place) {
  const form = document.querySelectorAll('form.booking')[place];
  if (form?.reportValidity()) void book(form);
}

/** Wires the forms. */
export function startBooking() {
  for (const form of document.querySelectorAll('form.booking')) {
    form.querySelector('select').append(...flights.map((flight) => new Option(flight)));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void book(form);
    });
  }
}
