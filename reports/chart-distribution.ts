// How long orders took, as a share of all that were offered: whoever never got there keeps a curve below 100 %.
import { niceEdge, rounded, type Drawn, type Frame } from './chart-frame.ts';
import type { ChartGroup, ChartSpec, Label, Series } from './chart-spec.ts';
import { latencyKinds, type LatencyKind } from './latency-words.ts';
import { duration, listed, percent } from './numbers.ts';

const titles: Record<LatencyKind, string> = {
  answer: 'Answer: the gateway answered (the spinner)',
  decision: 'Decision: confirmed or rejected was true',
  email: 'E-mail: the confirmation was in the mailbox',
};

/** Height of a line of text, as a share of the chart's. */
const labelStep = 0.09;

type Point = readonly [share: number, ms: number];

/** The curve and, as its last point, the share that got there at all. */
function curveOf({ run }: Drawn, kind: LatencyKind): readonly Point[] {
  const latency = run.latencyMs[kind];
  const points = run.latencyCurve?.[kind] ?? [];
  if (latency === null || points.length === 0) return [];
  return [...points.filter(([share]) => share < endOf(latency)), [endOf(latency), latency.max]];
}

function endOf({ count, missing }: { count: number; missing: number }): number {
  return count / Math.max(1, count + missing);
}

function missingOf({ run }: Drawn, kind: LatencyKind): { missing: number; offered: number } {
  const latency = run.latencyMs[kind];
  const offered = latency === null ? run.offered : latency.count + latency.missing;
  return { missing: latency === null ? offered : latency.missing, offered };
}

function seriesOf(drawn: Drawn, curve: readonly Point[], edge: number): Series[] {
  const last = curve.at(-1);
  if (last === undefined) return [];
  const style = { color: drawn.color, dash: drawn.style.dash, width: 2.5 };
  const points = curve.map(([share, ms]): [number, number] => [rounded(Math.max(ms, 0.1)), share]);
  const line = { label: drawn.name, ...style, shape: drawn.style.shape, radius: 4.5 };
  const [share, ms] = last;
  if (share >= 1) return [{ ...line, points }];
  // The curve of those who never got there goes on level for ever; ✕ is where it stops rising.
  return [
    {
      ...style,
      label: `${drawn.name}: none after this`,
      dash: [],
      shape: 'crossRot',
      radius: 7,
      points: [[rounded(Math.max(ms, 0.1)), share]],
    },
    { ...line, points: [...points, [edge, share]] },
  ];
}

/** Lower right, where a curve of latencies has no business; the one that lost most stands lowest. */
function labelsOf(frame: Frame, kind: LatencyKind): Label[] {
  return frame.drawn
    .map((drawn) => ({ ...drawn, ...missingOf(drawn, kind) }))
    .filter(({ missing }) => missing > 0)
    .toSorted((a, b) => b.missing / b.offered - a.missing / a.offered)
    .map(({ name, color, missing, offered }, i) => ({
      text: `${name}: ${percent(missing, offered)} never`,
      color,
      y: rounded(100 * labelStep * (i + 0.6)) / 100,
    }));
}

function describe(frame: Frame, kind: LatencyKind): string {
  const each = frame.drawn.map((drawn) => {
    const curve = curveOf(drawn, kind);
    const { missing, offered } = missingOf(drawn, kind);
    const never = missing > 0 ? `${percent(missing, offered)} never` : null;
    const at = (share: number) => curve.find((point) => point[0] >= share)?.[1] ?? null;
    const said = (
      [
        ['half', at(0.5)],
        ['95 %', at(0.95)],
      ] as const
    ).flatMap(([name, ms]) => (ms === null ? [] : [`${name} within ${duration(ms)}`]));
    return `${drawn.name}: ${listed([...said, ...(never === null ? [] : [never])])}`;
  });
  return `${titles[kind]}: share of all offered orders by time from the intended arrival. ${each.join('; ')}.`;
}

function shareWords(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

/** One curve chart per latency, all on one scale, and the table of their points; nothing for results without curves. */
export function distributionCharts(frame: Frame): ChartGroup {
  const recorded = frame.drawn.some(({ run }) => run.latencyCurve !== undefined);
  const all = latencyKinds.map((kind) => ({
    kind,
    curves: frame.drawn.map((drawn) => ({ drawn, curve: curveOf(drawn, kind) })),
  }));
  const times = all.flatMap(({ curves }) =>
    curves.flatMap(({ curve }) => curve.map(([, ms]) => ms)),
  );
  const min = niceEdge(
    Math.max(
      0.1,
      times.reduce((least, ms) => Math.min(least, ms), 1000),
    ),
    'below',
  );
  const max = niceEdge(
    times.reduce((most, ms) => Math.max(most, ms), 10),
    'above',
  );
  const isWhole = frame.drawn.every((one) =>
    latencyKinds.every((kind) => missingOf(one, kind).missing === 0),
  );
  const edge = isWhole ? max : max * 3;
  const charts = all.map(({ kind, curves }): ChartSpec => ({
    id: `distribution-${kind}`,
    title: titles[kind],
    description: describe(frame, kind),
    kind: 'line',
    height: 270,
    x: { title: 'time from the intended arrival', unit: 'ms', log: true, min, max: edge },
    y: { title: 'orders', unit: 'share', log: false, min: 0, max: 1, lanes: [] },
    series: curves.flatMap(({ drawn, curve }) => seriesOf(drawn, curve, edge)),
    bands: [],
    labels: labelsOf(frame, kind),
  }));
  const columns = all.flatMap(({ kind, curves }) =>
    curves.map(({ drawn, curve }) => ({ title: `${drawn.name} ${kind}`, drawn, kind, curve })),
  );
  const shares = [
    ...new Set(
      columns.flatMap(({ drawn, kind }) =>
        (drawn.run.latencyCurve?.[kind] ?? []).map(([share]) => share),
      ),
    ),
  ].toSorted((a, b) => a - b);
  const rows = [
    ...shares.map((share) => [
      shareWords(share),
      ...columns.map(({ curve }) => {
        const point = curve.find((candidate) => candidate[0] === share);
        return point === undefined ? 'never' : duration(point[1]);
      }),
    ]),
    [
      'longest of those that got there',
      ...columns.map(({ drawn, kind }) => {
        const latency = drawn.run.latencyMs[kind];
        return latency === null ? '–' : duration(latency.max);
      }),
    ],
    [
      'never got there',
      ...columns.map(({ drawn, kind }) => {
        const { missing, offered } = missingOf(drawn, kind);
        return missing === 0 ? '0 %' : percent(missing, offered);
      }),
    ],
  ];
  return {
    id: 'distribution',
    charts: recorded ? charts : [],
    table: {
      caption: 'Share of the offered orders that got there within this time',
      columns: ['share', ...columns.map(({ title }) => title)],
      rows: recorded ? rows : [],
    },
  };
}
