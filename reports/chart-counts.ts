// What is counted per second: orders lost, and work waiting; zero everywhere is said, not drawn.
import type { TimelineBucket } from '../shared/run-result.ts';
import { countEdge, instantsOf, middleOf, type Drawn, type Frame } from './chart-frame.ts';
import type { ChartGroup, ChartSpec, ChartTable, Series } from './chart-spec.ts';
import { count } from './numbers.ts';

type Read = (bucket: TimelineBucket) => number | null;

function peakOf(drawn: Drawn, read: Read): number {
  return drawn.timeline.reduce((peak, bucket) => Math.max(peak, read(bucket) ?? 0), 0);
}

function seriesOf(frame: Frame, drawn: Drawn, read: Read): Series {
  return {
    label: drawn.name,
    color: drawn.color,
    dash: drawn.style.dash,
    width: 2.5,
    shape: drawn.style.shape,
    radius: 4.5,
    points: drawn.timeline.map((bucket) => [middleOf(bucket, frame), read(bucket)]),
  };
}

function tableOf(
  caption: string,
  frame: Frame,
  columns: readonly { title: string; drawn: Drawn; read: Read }[],
): ChartTable {
  const read = columns.map(({ drawn, read: readOne }) => ({
    at: new Map(drawn.timeline.map((bucket) => [bucket.tMs, bucket])),
    readOne,
  }));
  return {
    caption,
    columns: ['second', ...columns.map(({ title }) => title)],
    rows: instantsOf(frame).map((tMs) => [
      String(tMs / 1000),
      ...read.map(({ at, readOne }) => {
        const bucket = at.get(tMs);
        const value = bucket === undefined ? null : readOne(bucket);
        return value === null ? '–' : count(value);
      }),
    ]),
  };
}

function lostIn(bucket: TimelineBucket): number {
  return bucket.lost;
}

/** Orders lost by second of arrival: one strip per contender, one scale for all. */
export function lostCharts(frame: Frame): ChartGroup {
  const peak = frame.drawn.reduce((most, drawn) => Math.max(most, peakOf(drawn, lostIn)), 0);
  // Empty strips for everyone would say in a page of charts what one sentence says.
  const strips = peak === 0 ? [] : frame.drawn;
  const charts = strips.map((drawn, i): ChartSpec => ({
    id: `lost-${i}`,
    title: `${drawn.name}: ${count(drawn.run.lostOrders.total)} lost`,
    description: `Orders lost per second of arrival, ${drawn.name}: ${count(drawn.run.lostOrders.total)} of ${count(drawn.run.offered)} in all, at most ${count(peakOf(drawn, lostIn))} in one second.`,
    kind: 'bar',
    height: 130,
    x: frame.x,
    y: {
      title: 'lost / s',
      unit: 'count',
      log: false,
      min: 0,
      max: countEdge(peak),
      lanes: [],
    },
    series: [seriesOf(frame, drawn, lostIn)],
    bands: drawn.bands,
  }));
  const columns = frame.drawn.map((drawn) => ({ title: drawn.name, drawn, read: lostIn }));
  return { id: 'lost', charts, table: tableOf('Orders lost by second of arrival', frame, columns) };
}

/** The places where work can wait. */
export const backlogKinds: readonly {
  readonly id: string;
  readonly title: string;
  readonly read: Read;
}[] = [
  {
    id: 'consumer-lag',
    title: 'Consumer lag: messages not yet consumed',
    read: (bucket) => bucket.consumerLag,
  },
  {
    id: 'outbox-depth',
    title: 'Outbox: rows not yet published',
    read: (bucket) => bucket.outboxDepth,
  },
  {
    id: 'retry-depth',
    title: 'Retries: messages waiting for their timer',
    read: (bucket) => bucket.retryDepth,
  },
  {
    id: 'owed-work',
    title: 'Owed work: orders with compensation or mail owed',
    read: (bucket) => bucket.owedWork,
  },
];

/** Work waiting over time: one chart per place that ever held something. */
export function backlogCharts(frame: Frame): ChartGroup {
  const places = backlogKinds.map((kind) => ({
    ...kind,
    drawn: frame.drawn.filter(({ run }) =>
      run.timeline.some((bucket) => kind.read(bucket) !== null),
    ),
  }));
  const charts = places.flatMap(({ id, title, read, drawn }): ChartSpec[] => {
    const peaks = drawn.map((one) => ({ name: one.name, peak: peakOf(one, read) }));
    const peak = Math.max(0, ...peaks.map((one) => one.peak));
    if (peak === 0) return [];
    const said = peaks.map((one) => `${one.name} at most ${count(one.peak)}`).join('; ');
    return [
      {
        id: `backlog-${id}`,
        title,
        description: `${title}, over time. ${said}.`,
        kind: 'line',
        height: 190,
        x: frame.x,
        y: {
          title: 'waiting',
          unit: 'count',
          log: false,
          min: 0,
          max: countEdge(peak),
          lanes: [],
        },
        series: drawn.map((one) => seriesOf(frame, one, read)),
        bands: frame.bands,
      },
    ];
  });
  const columns = places.flatMap(({ id, read, drawn }) =>
    drawn.map((one) => ({ title: `${one.name} ${id}`, drawn: one, read })),
  );
  return {
    id: 'backlog',
    charts,
    table: tableOf('Work waiting, second by second', frame, columns),
  };
}

/** What the backlog charts leave out: places that stayed empty, and contenders that have none. */
export function backlogNotes(frame: Frame): string[] {
  const empty = backlogKinds.flatMap(({ title, read }) =>
    frame.drawn
      .filter(
        (one) =>
          one.run.timeline.some((bucket) => read(bucket) !== null) && peakOf(one, read) === 0,
      )
      .map(({ name }) => `${name} – ${title.split(':')[0] ?? title}: stayed at 0.`),
  );
  const without = frame.drawn
    .filter(({ run }) =>
      run.timeline.every((bucket) => backlogKinds.every(({ read }) => read(bucket) === null)),
    )
    .map(({ name }) => `${name} has nowhere for work to wait: no outbox, no topics, nothing owed.`);
  const breakers = frame.drawn.flatMap(({ name, run }) => {
    const open = run.timeline.filter((bucket) => bucket.breaker === 'open').length;
    const known = run.timeline.some((bucket) => bucket.breaker !== null);
    return known
      ? [`${name} – billing circuit breaker: open in ${open} of ${run.timeline.length} seconds.`]
      : [];
  });
  return [...without, ...empty, ...breakers];
}
