// Messages through topics as steps: published, waiting, handled, handled again, set aside.
import { duration } from '../numbers.ts';
import {
  together,
  type Arrow,
  type JourneySpan,
  type Lane,
  type Note,
  type Step,
  type Story,
  type Wait,
} from './story.ts';

/** From this on a message that could not be published at once is said to have waited, in ms. */
const slowMs = 200;

const readers: Record<string, Lane> = {
  ...{ tickets: 'ticket', billing: 'billing', email: 'email' },
  'order-updates': 'gateway',
};

/** The service that reads a topic; a dead-letter topic belongs to the service whose messages end there. */
function readerOf(topic: string): Lane {
  return readers[topic.replace(/\.dead-letter$/, '')] ?? 'gateway';
}

/** The story of all messages. */
export function messagesStory(spans: readonly JourneySpan[]): Story {
  const consumes = spans.filter(({ kind }) => kind === 'consume');
  const taken = new Set<JourneySpan>();
  const parts = spans
    .filter(({ kind }) => kind === 'publish')
    .map((publish): Story => {
      if (publish.peer.endsWith('.dead-letter')) return deadLetterStory(publish);
      if (publish.outcome !== 'ok') return failedStory(publish);
      const consume = consumes.find(
        (span) =>
          !taken.has(span) &&
          span.peer === publish.peer &&
          span.what === publish.what &&
          span.startMs >= publish.startMs,
      );
      if (consume) taken.add(consume);
      return passageStory(publish, consume);
    });
  return together([...parts, handlingStory(consumes, taken)]);
}

function passageStory(publish: JourneySpan, consume: JourneySpan | undefined): Story {
  const { service: from, peer: topic, what: label, startMs } = publish;
  // Whoever reads a topic may have a message before its writer hears that the topic has it.
  const atMs = Math.min(publish.endMs, consume?.startMs ?? publish.endMs);
  const to = readerOf(topic);
  const arrivesMs = consume?.startMs ?? null;
  const way = `${from} → topic ${topic} → ${to}: ${label}`;
  const says =
    arrivesMs === null
      ? `${from} → topic ${topic}: ${label}, which nobody was seen to take`
      : `${way}, in the topic for ${duration(arrivesMs - atMs)}`;
  const arrow: Arrow = { kind: 'arrow', atMs, arrivesMs, from, to, label, topic, says };
  const isSlow = atMs - startMs >= slowMs;
  return {
    steps: isSlow ? [outboxNote(publish), arrow] : [arrow],
    bars: [],
    waits: [
      ...(arrivesMs === null
        ? []
        : [{ fromMs: atMs, toMs: arrivesMs, why: `${label} waits in the topic ${topic}` }]),
      ...(isSlow ? [outboxWait(publish, atMs)] : []),
    ],
  };
}

function outboxNote({ startMs, service, what }: JourneySpan): Note {
  const label = `${what} stored, to be sent`;
  return { kind: 'note', atMs: startMs, lane: service, label, says: `${service}: ${label}` };
}

function outboxWait({ startMs, service, what }: JourneySpan, untilMs: number): Wait {
  return { fromMs: startMs, toMs: untilMs, why: `${what} waits at ${service} to be sent` };
}

function failedStory(publish: JourneySpan): Story {
  const { service: from, peer: topic, what: label, endMs: atMs, outcome: failed } = publish;
  const says = `${from} → topic ${topic}: ${label} ✕ not taken, ${failed}`;
  return {
    steps: [{ kind: 'arrow', atMs, from, to: readerOf(topic), label, topic, failed, says }],
    bars: [],
    waits: [outboxWait(publish, atMs)],
  };
}

function deadLetterStory({ service: lane, peer: topic, what, endMs: atMs }: JourneySpan): Story {
  const label = `${what} → ${topic}`;
  const says = `${lane} → topic ${topic}: ✕ ${what} set aside as a dead letter`;
  return {
    steps: [{ kind: 'note', atMs, lane, label, isFailure: true, says }],
    bars: [],
    waits: [],
  };
}

/** How each message was handled, and again where that was needed. */
function handlingStory(consumes: readonly JourneySpan[], arrived: ReadonlySet<JourneySpan>): Story {
  const tries = new Map<string, JourneySpan[]>();
  const steps: Step[] = [];
  const waits: Wait[] = [];
  for (const span of consumes) {
    const { service: lane, what, startMs, endMs, outcome } = span;
    const earlier = tries.get(what) ?? [];
    const last = earlier.at(-1);
    tries.set(what, [...earlier, span]);
    if (!arrived.has(span)) {
      const label = last ? `${what}, try ${earlier.length + 1}` : what;
      steps.push({ kind: 'note', atMs: startMs, lane, label, says: `${lane}: takes ${label}` });
    }
    if (last && last.outcome !== 'ok')
      waits.push({
        ...{ fromMs: last.endMs, toMs: startMs },
        why: `${what} waits at ${lane} for its next try`,
      });
    waits.push({ fromMs: startMs, toMs: endMs, why: `${lane} works on ${what}` });
    if (outcome === 'ok') continue;
    const isFailure = outcome !== 'absorbed' && outcome !== 'ignored';
    const label = isFailure ? `failed: ${outcome}` : `seen before: ${outcome}`;
    steps.push({
      ...{ kind: 'note', atMs: endMs, lane, isFailure },
      label: outcome === 'ignored' ? 'ignored' : label,
      says: `${lane}: ${what} ${isFailure ? '✕ ' : ''}${label}`,
    });
  }
  const bars = consumes.map(({ service, startMs, endMs }) => ({
    ...({ kind: 'busy', lane: service } as const),
    ...{ fromMs: startMs, toMs: endMs },
  }));
  return { steps, bars, waits };
}
