// Calls between services as steps: each attempt, its answer or what came instead, and the waits between.
import { duration } from '../numbers.ts';
import {
  lanes,
  neighbours,
  together,
  type Bar,
  type JourneySpan,
  type Lane,
  type Step,
  type Story,
} from './story.ts';

/** Shorter than this, a call that got nowhere is one step and not two, in ms. */
const momentMs = 20;
/** The other side has answered: its word travels back. */
const isAnswer = (outcome: string) => outcome === 'ok' || /^\d{3}$/.test(outcome);

/** The story of all calls and of how they were served. */
export function callsStory(spans: readonly JourneySpan[]): Story {
  const calls = spans.filter(({ kind }) => kind === 'call');
  const commands = [...new Set(calls.map(({ what }) => what))];
  return together([
    ...commands.map((command) => attemptsStory(calls.filter(({ what }) => what === command))),
    { steps: [], bars: spans.flatMap(servingBar), waits: [] },
  ]);
}

/** Attempts of one command. Whoever begins anew after a pause counts from 1 again; the reader wants to go on. */
function attemptsStory(attempts: readonly JourneySpan[]): Story {
  return {
    steps: attempts.flatMap((span, i) => stepsOf(span, i + 1, attempts.length > 1)),
    bars: [],
    waits: [
      ...attempts.map(({ startMs, endMs, peer, what }) => ({
        ...{ fromMs: startMs, toMs: endMs },
        why: `the gateway waits for ${peer} to answer ${what}`,
      })),
      ...neighbours(attempts).map(([before, after]) => ({
        ...{ fromMs: before.endMs, toMs: after.startMs },
        why: `the gateway waits before it tries ${after.what} again`,
      })),
    ],
  };
}

function stepsOf(span: JourneySpan, nth: number, isOneOfMany: boolean): Step[] {
  const { service: from, startMs, endMs, what, outcome } = span;
  const to = laneOf(span.peer);
  if (!to) return [];
  const label = isOneOfMany ? `${what}, try ${nth}` : what;
  const asked = `${from} → ${to}: ${label}`;
  const took = duration(endMs - startMs);
  if (!isAnswer(outcome) && endMs - startMs < momentMs) {
    const says = `${asked}: ✕ ${outcome}`;
    return [{ kind: 'arrow', atMs: startMs, from, to, label, failed: outcome, says }];
  }
  const request: Step = { kind: 'arrow', atMs: startMs, from, to, label, says: asked };
  if (!isAnswer(outcome)) {
    const end = `${outcome} after ${took}`;
    const says = `${from}: ${what} ✕ ${end}`;
    return [request, { kind: 'note', atMs: endMs, lane: from, label: end, isFailure: true, says }];
  }
  const isGood = outcome === 'ok';
  const word = isGood ? 'ok' : `✕ ${outcome}`;
  const says = `${to} → ${from}: ${word} to ${what}, ${took} after it was sent`;
  return [
    request,
    { kind: 'arrow', atMs: endMs, from: to, to: from, label: word, isAnswer: true, says },
  ];
}

function servingBar({ kind, service, startMs, endMs }: JourneySpan): Bar[] {
  return kind === 'serve' ? [{ kind: 'busy', lane: service, fromMs: startMs, toMs: endMs }] : [];
}

/** The lane of a name; undefined for a name that is none. */
function laneOf(name: string): Lane | undefined {
  return lanes.find((lane) => lane === name);
}
