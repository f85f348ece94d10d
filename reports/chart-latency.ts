// The three latencies over time: one chart each, all contenders, one scale for all three.
import type { TimelineBucket } from '../shared/run-result.ts';
import { instantsOf, middleOf, niceEdge, rounded, type Drawn, type Frame } from './chart-frame.ts';
import type { ChartGroup, ChartSpec, Series } from './chart-spec.ts';
import { latencyKinds, quantileOf, type LatencyKind } from './latency-words.ts';
import { duration } from './numbers.ts';

const titles: Record<LatencyKind, string> = {
  answer: 'Answer: until the gateway answered (the spinner)',
  decision: 'Decision: until confirmed or rejected was true',
  email: 'E-mail: until the confirmation was in the mailbox',
};

function quantilesAt(bucket: TimelineBucket, kind: LatencyKind) {
  return { answer: bucket.answerMs, decision: bucket.decisionMs, email: bucket.emailMs }[kind];
}

function seriesOf(frame: Frame, drawn: Drawn, kind: LatencyKind, quantile: 'p50' | 'p95'): Series {
  return {
    label: `${drawn.name} ${quantile}`,
    color: drawn.color,
    dash: drawn.style.dash,
    width: quantile === 'p50' ? 3 : 1.25,
    shape: drawn.style.shape,
    radius: quantile === 'p50' ? 4.5 : 0,
    points: drawn.timeline.map((bucket) => {
      const value = quantilesAt(bucket, kind)?.[quantile];
      return [middleOf(bucket, frame), value === undefined ? null : rounded(Math.max(value, 0.1))];
    }),
  };
}

function describe(frame: Frame, kind: LatencyKind): string {
  const whole = frame.drawn.map(({ name, run }) => {
    const latency = run.latencyMs[kind];
    const p50 = quantileOf(latency, 'p50', run.offered);
    if (latency === null || p50 === null) return `${name}: none measured`;
    const half = p50 === Infinity ? 'fewer than half got there' : `p50 ${duration(p50)}`;
    return `${name}: ${half}, longest ${duration(latency.max)}`;
  });
  const during = frame.bands.map((band) => `${band.label}, from ${band.from} s to ${band.to} s.`);
  return [`${titles[kind]}, per second of arrival. ${whole.join('; ')}.`, ...during].join(' ');
}

/** The three latency charts and their table. */
export function latencyCharts(frame: Frame): ChartGroup {
  const all = latencyKinds.map((kind) => ({
    kind,
    series: [
      ...frame.drawn.map((drawn) => seriesOf(frame, drawn, kind, 'p50')),
      ...frame.drawn.map((drawn) => seriesOf(frame, drawn, kind, 'p95')),
    ],
  }));
  const values = all.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.flatMap(([, y]) => (y === null ? [] : [y]))),
  );
  const min = niceEdge(
    values.reduce((least, y) => Math.min(least, y), 1000),
    'below',
  );
  const max = niceEdge(
    values.reduce((most, y) => Math.max(most, y), 10),
    'above',
  );
  const charts = all.map(({ kind, series }): ChartSpec => ({
    id: `latency-${kind}`,
    title: titles[kind],
    description: describe(frame, kind),
    kind: 'line',
    height: 250,
    x: frame.x,
    y: { title: 'latency', unit: 'ms', log: true, min, max, lanes: [] },
    series,
    bands: frame.bands,
  }));
  const columns = frame.drawn.flatMap(({ name, timeline }) =>
    latencyKinds.map((kind) => ({
      title: `${name} ${kind} p50 / p95`,
      kind,
      at: new Map(timeline.map((bucket) => [bucket.tMs, bucket])),
    })),
  );
  return {
    id: 'latency',
    charts,
    table: {
      caption: 'Latency by second of arrival, p50 / p95',
      columns: ['second', ...columns.map(({ title }) => title)],
      rows: instantsOf(frame).map((tMs) => [
        String(tMs / 1000),
        ...columns.map(({ kind, at }) => {
          const bucket = at.get(tMs);
          const latency = bucket === undefined ? null : quantilesAt(bucket, kind);
          return latency === null ? '–' : `${duration(latency.p50)} / ${duration(latency.p95)}`;
        }),
      ]),
    },
  };
}
