// Journeys as text and as markup: what is told, in which order, and what hostile words become.
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../shared/run-result.ts';
import { drawJourney } from './draw.ts';
import { layOut } from './layout.ts';
import type { Example, JourneySpan } from './story.ts';
import { tellJourney } from './tell.ts';

type Change = Partial<JourneySpan>;

const call = (
  startMs: number,
  endMs: number,
  outcome: string,
  change: Change = {},
): JourneySpan => ({
  ...{ service: 'gateway', kind: 'call', peer: 'billing', what: 'charge-card', attempt: 1 },
  ...{ startMs, endMs, outcome, ...change },
});
const publish = (startMs: number, endMs: number, change: Change = {}): JourneySpan =>
  call(startMs, endMs, 'ok', { kind: 'publish', ...change });
const consume = (startMs: number, endMs: number, outcome = 'ok', change: Change = {}) =>
  call(startMs, endMs, outcome, { kind: 'consume', service: 'billing', ...change });

const exampleOf = (spans: JourneySpan[], events: Example['events'] = []): Example => ({
  ...{ orderId: 'x', scheduledAtMs: 0, events, spans },
});
const tell = (spans: JourneySpan[], events?: Example['events'], faults: Fault[] = []) =>
  tellJourney(exampleOf(spans, events), faults).steps.map(({ says }) => says);
const pausesOf = (spans: JourneySpan[], events?: Example['events']) =>
  layOut(tellJourney(exampleOf(spans, events), [])).pauses.map(({ why }) => why);

describe('a journey over calls', () => {
  it('counts the attempts, names what failed and gives the answer that came in the end', () => {
    expect(
      tell([
        call(1, 3, 'refused'),
        call(90, 95, '503'),
        call(300, 2_300, 'timed out'),
        call(2_400, 2_406, 'ok'),
      ]),
    ).toEqual([
      'gateway → billing: charge-card, try 1: ✕ refused',
      'gateway → billing: charge-card, try 2',
      'billing → gateway: ✕ 503 to charge-card, 5 ms after it was sent',
      'gateway → billing: charge-card, try 3',
      'gateway: charge-card ✕ timed out after 2 s',
      'gateway → billing: charge-card, try 4',
      'billing → gateway: ok to charge-card, 6 ms after it was sent',
    ]);
  });

  it('says for whom a long pause was: an answer, or the next attempt', () => {
    expect(pausesOf([call(0, 2_000, 'timed out'), call(5_000, 5_002, 'breaker open')])).toEqual([
      'the gateway waits for billing to answer charge-card',
      'the gateway waits before it tries charge-card again',
    ]);
  });
});

describe('a journey over topics', () => {
  it('joins what was published with who took it, and names the wait between', () => {
    const spans = [publish(0, 2), consume(9_800, 9_810)];
    expect(tell(spans)).toEqual([
      'gateway → topic billing → billing: charge-card, in the topic for 9.8 s',
    ]);
    expect(pausesOf(spans)).toEqual(['charge-card waits in the topic billing']);
  });

  it('gives each of two records of one message its own reader, and tells a third delivery apart', () => {
    expect(
      tell([
        ...[publish(0, 1), publish(10, 11)],
        ...[consume(20, 22), consume(30, 31, 'absorbed'), consume(40, 41, 'absorbed')],
      ]),
    ).toEqual([
      'gateway → topic billing → billing: charge-card, in the topic for 19 ms',
      'gateway → topic billing → billing: charge-card, in the topic for 19 ms',
      'billing: charge-card seen before: absorbed',
      'billing: takes charge-card, try 3',
      'billing: charge-card seen before: absorbed',
    ]);
  });

  it('tells of retries, of the queue between them and of the dead letter', () => {
    const spans = [
      publish(0, 1),
      consume(5, 6, 'will retry'),
      consume(800, 801, 'dead-lettered'),
      publish(802, 803, { service: 'billing', peer: 'billing.dead-letter' }),
    ];
    expect(tell(spans)).toEqual([
      'gateway → topic billing → billing: charge-card, in the topic for 4 ms',
      'billing: charge-card ✕ failed: will retry',
      'billing: takes charge-card, try 2',
      'billing: charge-card ✕ failed: dead-lettered',
      'billing → topic billing.dead-letter: ✕ charge-card set aside as a dead letter',
    ]);
    expect(pausesOf(spans)).toEqual(['charge-card waits at billing for its next try']);
  });

  it('shows a message that could not be sent for a while, and one that nobody took', () => {
    const spans = [publish(0, 900, { outcome: 'will retry' }), publish(0, 4_000)];
    expect(tell(spans)).toEqual([
      'gateway: charge-card stored, to be sent',
      'gateway → topic billing: charge-card ✕ not taken, will retry',
      'gateway → topic billing: charge-card, which nobody was seen to take',
    ]);
    expect(pausesOf(spans)).toEqual(Array(2).fill('charge-card waits at gateway to be sent'));
  });
});

describe('the user of a journey', () => {
  const sent = { atMs: 0.2, what: 'sent' };

  it('is told at once or later', () => {
    const events = [
      ...[{ atMs: 0, what: 'due' }, sent, { atMs: 4, what: 'answered accepted (202)' }],
      ...[
        { atMs: 40, what: 'decided: confirmed' },
        { atMs: 500, what: 'told confirmed' },
      ],
    ];
    expect(tell([], events)).toEqual([
      'user → gateway: POST /bookings',
      'gateway → user: 202 pending',
      'gateway: decided: confirmed',
      'gateway → user: confirmed',
    ]);
    expect(pausesOf([], events)).toEqual(['until the user asks again']);
  });

  it('is told that it failed, or nothing at all', () => {
    expect(tell([], [sent, { atMs: 9, what: 'answered failed (503)' }])).toContain(
      'gateway → user: ✕ 503',
    );
    expect(tell([], [sent, { atMs: 9, what: 'seat held' }])).toContain('user: ✕ never answered');
  });

  it('meets the faults that begin or end meanwhile', () => {
    const fault: Fault = {
      ...{ kind: 'kill', target: 'billing', params: {}, plannedAtMs: 0, plannedHealMs: 0 },
      ...{ injectedAtMs: 5, healedAtMs: 600 },
    };
    const events = [sent, { atMs: 100, what: 'answered failed (503)' }];
    expect(tell([], events, [fault])).toContain('fault begins: billing down');
    expect(tell([], events, [fault]).join()).not.toContain('fault ends');
  });
});

describe('the drawing', () => {
  it('goes downwards in time, whatever comes first in the file', () => {
    const story = tellJourney(exampleOf([consume(50, 52), publish(0, 2), call(20, 30, 'ok')]), []);
    const { moments } = layOut(story);
    expect(moments.map(({ atMs }) => atMs)).toEqual([2, 20, 30, 50]);
    expect(moments.every(({ y }, i) => y > (moments[i - 1]?.y ?? 0))).toBe(true);
  });

  it('escapes hostile words and bounds an endless journey', () => {
    const attack = '</svg><script>alert(1)</script>';
    const change = { what: attack, peer: attack };
    const spans = [
      publish(0, 1, change),
      consume(2, 3, attack, change),
      call(5, 9, attack, { what: attack }),
    ];
    const endless = Array.from({ length: 10_000 }, () => spans).flat();
    const story = tellJourney(exampleOf(endless), []);
    const { markup } = drawJourney(story, 0, attack);
    expect(markup).not.toContain('<script');
    expect(markup).toContain('&lt;script&gt;');
    expect(markup.match(/<\/svg>/g)).toHaveLength(1);
    expect(markup.length).toBeLessThan(100_000);
    expect(markup).not.toMatch(/NaN|undefined|Infinity/);
  });
});
