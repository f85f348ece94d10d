// Tells the whole journey of one order: its user, the services, the faults that were on.
import type { Fault } from '../../shared/run-result.ts';
import { faultName } from '../fault-name.ts';
import { callsStory } from './calls.ts';
import { messagesStory } from './messages.ts';
import {
  together,
  type Bar,
  type Example,
  type Lane,
  type Step,
  type Story,
  type Wait,
} from './story.ts';

type Event = Example['events'][number];

const answers: Record<string, string> = {
  ...{ confirmed: 'confirmed', accepted: 'pending', rejected: 'no' },
};
const news: Record<string, string> = {
  ...{ confirmed: 'confirmed', pending: 'pending' },
  'no-business': 'no: not possible',
  'no-technical': 'no: out of order',
};

/** What the tables tell, and in whose lane. */
const recorded: [RegExp, Lane][] = [
  [/^seat /, 'ticket'],
  [/^card network: /, 'billing'],
  [/^decided: /, 'gateway'],
  [/^mail sent$/, 'email'],
];

/** A result from elsewhere may hold any number of spans and events; a drawing does not. */
const most = 60;

/** The journey of an order, its steps in order of time. */
export function tellJourney(whole: Example, faults: readonly Fault[]): Story {
  const example = { ...whole, events: whole.events.slice(0, most) };
  const spans = (whole.spans ?? []).slice(0, most);
  const story = together([callsStory(spans), messagesStory(spans), userStory(example)]);
  const ends = [...story.steps, ...story.bars].flatMap((part) =>
    'toMs' in part
      ? [part.toMs]
      : [part.atMs, ('arrivesMs' in part && part.arrivesMs) || part.atMs],
  );
  const marks = marksOf(faults, example.scheduledAtMs, Math.max(...ends));
  const steps = [...story.steps, ...marks].toSorted((a, b) => a.atMs - b.atMs);
  return { ...story, steps };
}

/** Names of the faults that were on when the order was due. */
export function faultsAt(faults: readonly Fault[], atMs: number): string[] {
  return faults.flatMap((fault) =>
    'injectedAtMs' in fault &&
    fault.injectedAtMs <= atMs &&
    (fault.healedAtMs ?? Number.POSITIVE_INFINITY) > atMs
      ? [faultName(fault)]
      : [],
  );
}

function userStory({ events }: Example): Story {
  const steps = events.flatMap(stepsOf);
  const sent = events.find(({ what }) => what === 'sent');
  const answered = events.find(({ what }) => what.startsWith('answered '));
  if (!sent) return { steps, bars: [], waits: [] };
  const until = answered?.atMs ?? Math.max(...events.map(({ atMs }) => atMs));
  const bars: Bar[] = [{ kind: 'spinner', lane: 'user', fromMs: sent.atMs, toMs: until }];
  const waits = waitsOf(events, sent.atMs, until);
  if (answered) return { steps, bars, waits };
  const label = 'never answered';
  const says = 'user: ✕ never answered';
  return {
    bars,
    waits,
    steps: [...steps, { kind: 'note', lane: 'user', atMs: until, label, isFailure: true, says }],
  };
}

/** What the order or its user waits for while no service is seen to do anything. */
function waitsOf(events: readonly Event[], sentMs: number, answeredMs: number): Wait[] {
  const decided = events.find(({ what }) => what.startsWith('decided: '));
  const told = events.findLast(({ what }) => what.startsWith('told '));
  const waits = [{ fromMs: sentMs, toMs: answeredMs, why: 'the user waits for an answer' }];
  if (!told) return waits;
  const sinceMs = Math.max(answeredMs, Math.min(decided?.atMs ?? told.atMs, told.atMs));
  return [
    ...waits,
    { fromMs: answeredMs, toMs: sinceMs, why: 'the order waits for its turn' },
    { fromMs: sinceMs, toMs: told.atMs, why: 'until the user asks again' },
  ];
}

function stepsOf({ atMs, what }: Event): Step[] {
  if (what === 'sent') {
    const label = 'POST /bookings';
    const says = `user → gateway: ${label}`;
    return [{ kind: 'arrow', atMs, from: 'user', to: 'gateway', label, says }];
  }
  const [, answer, status] = /^answered (\S+)(?: \((\d+)\))?$/.exec(what) ?? [];
  if (answer !== undefined) {
    const words = [status, answers[answer] ?? answer].filter((word) => word !== undefined);
    return [toldStep(atMs, answer === 'failed' ? `✕ ${status ?? answer}` : words.join(' '))];
  }
  const told = /^told (.+)$/.exec(what)?.[1];
  if (told !== undefined) return [toldStep(atMs, news[told] ?? told)];
  const lane = recorded.find(([pattern]) => pattern.test(what))?.[1];
  if (!lane) return [];
  const label = what.replace(/^card network: /, 'card: ');
  return [{ kind: 'note', atMs, lane, label, says: `${lane}: ${what}` }];
}

function toldStep(atMs: number, label: string): Step {
  const says = `gateway → user: ${label}`;
  return { kind: 'arrow', atMs, from: 'gateway', to: 'user', label, isAnswer: true, says };
}

function marksOf(faults: readonly Fault[], fromMs: number, toMs: number): Step[] {
  return faults.slice(0, most).flatMap((fault): Step[] => {
    if (!('injectedAtMs' in fault)) return [];
    const name = faultName(fault);
    const mark = (atMs: number, label: string): Step[] =>
      atMs > fromMs && atMs < toMs ? [{ kind: 'mark', atMs, label, says: label }] : [];
    return [
      ...mark(fault.injectedAtMs, `fault begins: ${name}`),
      ...(fault.healedAtMs === null ? [] : mark(fault.healedAtMs, `fault ends: ${name}`)),
    ];
  });
}
