// The live page: everything the browser gets, by path. Two stages side by side, buttons on top.
import { readFileSync } from 'node:fs';
import { libraries } from '../assets.ts';
import { colorRules, contenderStyles } from '../contender-style.ts';
import { html, jsonForScript, type Html } from '../html.ts';

/** A file of the page. */
export type LiveAsset = { type: string; body: string };

/** Whom the page shows. */
export type LiveContender = { name: string; variant: string; title: string };

/** Where the load slider ends, and how the ids of orders booked by hand begin. */
export type LiveSettings = { maxRatePerSecond: number; byHandPrefix: string };

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const clientFiles = ['api', 'booking', 'charts', 'controls', 'counters', 'keys', 'start', 'stream'];

/** The files of the live page: HTML at `/`, style, scripts. */
export function livePage(
  contenders: readonly LiveContender[],
  settings: LiveSettings,
): Record<string, LiveAsset> {
  const script = (body: string): LiveAsset => ({ type: 'text/javascript; charset=utf-8', body });
  return {
    '/': { type: 'text/html; charset=utf-8', body: pageOf(contenders, settings) },
    '/live.css': { type: 'text/css; charset=utf-8', body: styleOf(contenders) },
    ...Object.fromEntries(libraries.map((body, i) => [`/library-${i}.js`, script(body)])),
    '/client/theme.js': script(read('../client/theme.js')),
    ...Object.fromEntries(
      clientFiles.map((name) => [`/client/live/${name}.js`, script(read(`./client/${name}.js`))]),
    ),
  };
}

function styleOf(contenders: readonly LiveContender[]): string {
  const styles = contenderStyles(contenders.map(({ name }) => name));
  return [
    read('../style/theme.css'),
    read('../style/page.css'),
    read('../style/journey.css'),
    read('./live.css'),
    `:root{${colorRules(styles, 'light')}}`,
    `@media (prefers-color-scheme: dark){:root:not([data-theme='light']){${colorRules(styles, 'dark')}}}`,
  ].join('\n');
}

function pageOf(
  contenders: readonly LiveContender[],
  { maxRatePerSecond, byHandPrefix }: LiveSettings,
): string {
  const styles = contenderStyles(contenders.map(({ name }) => name));
  const setup = {
    byHandPrefix,
    contenders: contenders.map(({ name }, i) => ({
      name,
      color: `--c${i}`,
      dash: styles[i]?.dash,
    })),
  };
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Live: ${contenders.map(({ name }) => name).join(' and ')}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/live.css" />
      </head>
      <body>
        <a class="skip" href="#stages">Skip to the contenders</a>
        ${bar(maxRatePerSecond)}
        <main id="stages" class="stages">${contenders.map(stage)}</main>
        <p id="notice" class="notice" role="status"></p>
        <script type="application/json" id="setup">
          ${jsonForScript(setup)}
        </script>
        ${libraries.map((_, i) => html`<script src="/library-${i}.js"></script>`)}
        <script type="module" src="/client/live/start.js"></script>
      </body>
    </html> `.markup;
}

function bar(maxRatePerSecond: number): Html {
  return html`<header class="bar">
    <div class="bar-line">
      <h1>REST or a broker? <span class="quiet">live</span></h1>
      <label class="rate"
        >Load
        <input id="rate" type="range" min="0" max="${maxRatePerSecond}" step="5" value="0" />
        <output id="rate-shown" for="rate">– orders/s each</output></label
      >
      <p id="connection" class="connection" role="status">connecting</p>
    </div>
    <div class="bar-line">
      <div id="faults" class="faults" role="group" aria-label="Faults, done to both at once"></div>
      <div class="faults">
        <button type="button" id="reset">Reset all <kbd>r</kbd></button>
        <button type="button" id="save">Save report <kbd>w</kbd></button>
        <button type="button" id="presenter" aria-pressed="false">Presenter <kbd>p</kbd></button>
      </div>
    </div>
  </header>`;
}

function stage({ name, title, variant }: LiveContender, i: number): Html {
  const counters = [
    ['confirmed', 'confirmed'],
    ['lost', 'lost'],
    ['waiting', 'waiting'],
    ['decision', 'to decide, now'],
  ];
  return html`<section class="stage" data-contender="${name}" style="--own:var(--c${i})">
    <h2>${name}</h2>
    <p class="quiet">${title}</p>
    <dl class="counters">
      ${counters.map(
        ([id = '', label = '']) =>
          html`<div class="counter ${id}">
            <dt>${label}</dt>
            <dd data-counter="${id}">–</dd>
          </div>`,
      )}
    </dl>
    ${chart(i, 'latency', 'How long until the answer (dashed) and the decision', 'latency')}
    ${chart(i, 'fates', 'Orders confirmed and lost (dotted) each second', 'fates')}
    ${chart(i, 'waiting', 'Orders that wait for a decision', 'waiting')}
    ${bookingForm(name, variant, i)}
  </section>`;
}

function chart(place: number, kind: string, title: string, says: string): Html {
  return html`<figure class="live-chart">
    <figcaption>${title}</figcaption>
    <div class="frame">
      <canvas id="${kind}-${place}" role="img" aria-label="${title}" data-says="${says}"></canvas>
    </div>
  </figure>`;
}

function bookingForm(name: string, variant: string, i: number): Html {
  return html`<form class="booking" data-contender="${name}" data-variant="${variant}">
    <h3>Book by hand</h3>
    <div class="fields">
      <label
        >Flight
        <select name="flight"></select
      ></label>
      <label>Seats <input name="seats" type="number" min="1" max="9" value="1" required /></label>
      <button type="submit">Book <kbd>${i + 1}</kbd></button>
    </div>
    <div class="bookings" aria-live="polite"></div>
  </form>`;
}
