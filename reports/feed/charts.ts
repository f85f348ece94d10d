// The charts of a comparison of change feeds as plain data: what came, how late, and how far behind the topic was.
import { countEdge, niceEdge, rounded } from '../chart-frame.ts';
import type { ChartGroup, ChartSpec, ChartTable, Series } from '../chart-spec.ts';
import { secondsPerPoint } from '../chart-timeline.ts';
import { count, duration } from '../numbers.ts';
import { middleOf, type DrawnMethod, type FeedFrame } from './chart-frame.ts';
import { seenFrom } from './missed-change.ts';
import type { FeedPoint } from './timeline.ts';

type Read = (point: FeedPoint) => number | null;

/** The highest point of all methods. */
export function peakOf(frame: FeedFrame, read: Read): number {
  return frame.drawn.reduce(
    (most, { points }) => points.reduce((peak, point) => Math.max(peak, read(point) ?? 0), most),
    0,
  );
}

/** A method's line. */
export function lineOf(frame: FeedFrame, drawn: DrawnMethod, label: string, read: Read): Series {
  return {
    label,
    color: drawn.color,
    dash: drawn.style.dash,
    width: 2.5,
    shape: drawn.style.shape,
    radius: 4.5,
    points: drawn.points.map((point) => [middleOf(point, frame), read(point)]),
  };
}

/** The numbers behind some charts. */
export function tableOf(
  frame: FeedFrame,
  caption: string,
  columns: readonly { title: string; drawn: DrawnMethod; write: (point: FeedPoint) => string }[],
): ChartTable {
  const instants = new Set(frame.drawn.flatMap(({ points }) => points.map(({ tMs }) => tMs)));
  const cells = columns.map(({ drawn, write }) => {
    const at = new Map(drawn.points.map((point) => [point.tMs, point]));
    return (tMs: number) => {
      const point = at.get(tMs);
      return point === undefined ? '–' : write(point);
    };
  });
  return {
    caption,
    columns: ['second', ...columns.map(({ title }) => title)],
    rows: [...instants]
      .toSorted((a, b) => a - b)
      .map((tMs) => [String(tMs / 1000), ...cells.map((cell) => cell(tMs))]),
  };
}

/** Committed and delivered per second: one chart per method, one scale for all. */
export function flowCharts(frame: FeedFrame): ChartGroup {
  const peak = Math.max(
    peakOf(frame, ({ committed }) => committed),
    peakOf(frame, ({ delivered }) => delivered),
  );
  // The names of phases and kills stand above the lines.
  const max = countEdge(peak * 1.25);
  const charts = frame.drawn.map((drawn, i): ChartSpec => {
    const { name, method, bands, phases } = drawn;
    const committed: Series = {
      ...lineOf(frame, drawn, 'committed', (point) => point.committed),
      ...{ color: '--muted', dash: [], width: 1.5, radius: 0 },
    };
    return {
      id: `flow-${i}`,
      title: name,
      description: `Changes committed and records delivered per second, ${name}: ${count(method.changes.committed)} changes committed, ${count(method.records)} records delivered in all.`,
      kind: 'line',
      height: 230,
      x: frame.x,
      y: { title: 'per second', unit: 'count', log: false, min: 0, max, lanes: [] },
      series: [lineOf(frame, drawn, `delivered by ${name}`, (point) => point.delivered), committed],
      bands,
      phases,
      namesEachBand: true,
    };
  });
  const columns = frame.drawn.map((drawn) => ({
    title: `${drawn.name} committed / delivered`,
    drawn,
    write: (point: FeedPoint) => `${count(point.committed)} / ${count(point.delivered)}`,
  }));
  const caption = 'Committed and delivered, second by second';
  return { id: 'flow', charts, table: tableOf(frame, caption, columns) };
}

/** A tick in the lane above the scale for every point in which a change was committed that never came. */
function missedTicks(frame: FeedFrame, drawn: DrawnMethod, from: number, to: number): Series {
  const group = 1000 * Math.max(frame.secondsPerPoint, secondsPerPoint(frame.x.max));
  const groups = drawn.method.missedChanges.map((one) => Math.floor(seenFrom(one) / group));
  const at = [...new Set(groups)].filter(Number.isFinite).toSorted((a, b) => a - b);
  return {
    label: 'a change committed here is missed',
    color: '--lost',
    dash: [],
    width: 3,
    shape: 'rect',
    radius: 0,
    points: at.flatMap((place): [number, number | null][] => {
      const x = ((place + 0.5) * group) / 1000;
      return [
        [x, from],
        [x, to],
        [x, null],
      ];
    }),
  };
}

/** Delay of the slowest change in a hundred, by second of commit: one chart per method, one scale for all. */
export function delayCharts(frame: FeedFrame): ChartGroup {
  const values = frame.drawn.flatMap(({ points }) =>
    points.flatMap(({ delayP99Ms: delay }) => (delay === null || delay <= 0 ? [] : [delay])),
  );
  const min = niceEdge(
    values.reduce((least, value) => Math.min(least, value), 1000),
    'below',
  );
  const top = niceEdge(values.reduce((most, value) => Math.max(most, value), 10) * 4, 'above');
  const hasMissed = frame.drawn.some(({ method }) => method.missedChanges.length > 0);
  // Its name stands clear of the last power of ten that the scale names.
  const lane = 1.5 * 10 ** Math.ceil(Math.log10(top));
  const charts = frame.drawn.map((drawn, i): ChartSpec => {
    const { name, method, bands, phases } = drawn;
    const { calm, storm } = method.delayMs;
    const said = [
      calm === null ? null : `p99 ${duration(calm.p99)} while it is calm`,
      storm === null ? null : `${duration(storm.p99)} in the storm`,
      `${count(method.changes.missed)} missed`,
    ].filter((words) => words !== null);
    const ticks = missedTicks(frame, drawn, lane * 0.68, lane * 1.5);
    return {
      id: `delay-${i}`,
      title: name,
      description: `Delay from commit to topic, p99 of the changes committed in each second, ${name}: ${said.join(', ')}.`,
      kind: 'line',
      height: 230,
      x: frame.x,
      y: {
        title: 'delay p99',
        unit: 'ms',
        log: true,
        min,
        max: hasMissed ? lane * 1.6 : top,
        lanes: hasMissed ? [{ label: 'missed', at: lane }] : [],
      },
      series: [
        lineOf(frame, drawn, `${name} p99`, ({ delayP99Ms: delay }) =>
          delay === null ? null : rounded(Math.max(delay, min)),
        ),
        ...(ticks.points.length > 0 ? [ticks] : []),
      ],
      bands,
      phases,
      namesEachBand: true,
    };
  });
  const columns = frame.drawn.map((drawn) => ({
    title: drawn.name,
    drawn,
    write: ({ delayP99Ms: delay }: FeedPoint) => (delay === null ? '–' : duration(delay)),
  }));
  const caption = 'Delay p99 by second of commit';
  return { id: 'delay', charts, table: tableOf(frame, caption, columns) };
}
