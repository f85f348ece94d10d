// The charts that add up: how far the topic is behind, and how a table full of changes is worked off.
import { countEdge, rounded } from '../chart-frame.ts';
import { secondsPerPoint } from '../chart-timeline.ts';
import type { ChartGroup, ChartSpec } from '../chart-spec.ts';
import { count } from '../numbers.ts';
import type { DrawnMethod, FeedFrame } from './chart-frame.ts';
import { lineOf, tableOf } from './charts.ts';
import type { FeedPoint } from './timeline.ts';

/** Changes committed so far minus records so far, all methods in one chart. */
export function behindCharts(frame: FeedFrame): ChartGroup {
  const peaks = frame.drawn.map(({ name, points }) => ({
    name,
    peak: points.reduce((most, { behind }) => Math.max(most, behind), 0),
    rest: points.at(-1)?.behind ?? 0,
  }));
  const peak = peaks.reduce((most, one) => Math.max(most, one.peak), 0);
  const title = 'Committed so far − records so far';
  const said = peaks.map(
    (one) => `${one.name} at most ${count(one.peak)}, ${count(one.rest)} at the end`,
  );
  const chart: ChartSpec = {
    id: 'behind-all',
    title,
    description: `${title}. ${said.join('; ')}.`,
    kind: 'line',
    height: 260,
    x: frame.x,
    y: { title: 'changes', unit: 'count', log: false, min: 0, max: countEdge(peak), lanes: [] },
    series: frame.drawn.map((drawn) => lineOf(frame, drawn, drawn.name, ({ behind }) => behind)),
    bands: [],
    phases: frame.drawn[0]?.phases ?? [],
  };
  const columns = frame.drawn.map((drawn) => ({
    title: drawn.name,
    drawn,
    write: ({ behind }: FeedPoint) => count(behind),
  }));
  const isEmpty = frame.drawn.every(({ points }) => points.length === 0);
  return {
    id: 'behind',
    charts: isEmpty ? [] : [chart],
    table: tableOf(frame, 'How far behind, second by second', columns),
  };
}

/** [seconds after the backlog phase began, records since then]. */
function workedOff({ method }: DrawnMethod): [number, number][] {
  const phase = method.phases.find(({ name }) => name === 'backlog');
  if (phase === undefined) return [];
  let records = 0;
  const all = method.timeline
    .filter(({ tMs }) => tMs >= phase.startMs && tMs < phase.endMs)
    .toSorted((a, b) => a.tMs - b.tMs)
    .map(({ tMs, delivered }): [number, number] => {
      records += delivered;
      return [rounded((tMs + 1000 - phase.startMs) / 1000), records];
    });
  const every = secondsPerPoint(all.length);
  return all.filter((_, i) => i % every === 0 || i === all.length - 1);
}

/** Records since the feed was started before a table full of changes. */
export function backlogCharts({ drawn }: FeedFrame): ChartGroup {
  const lines = drawn.map((one) => ({ one, points: workedOff(one) }));
  const flat = lines.flatMap(({ points }) => points);
  const caption = 'Records since the feed was started';
  const columns = ['method', 'seconds', 'records'];
  const rows = lines.flatMap(({ one, points }) =>
    points.map(([at, records]) => [one.name, String(at), count(records)]),
  );
  const group = { id: 'backlog', table: { caption, columns, rows } };
  if (flat.length === 0) return { ...group, charts: [] };
  const said = drawn.map(
    ({ name, method: { backlog } }) =>
      `${name} ${backlog.perSecond === null ? 'did not get through' : `${count(Math.round(backlog.perSecond))} changes a second`}`,
  );
  const chart: ChartSpec = {
    id: 'backlog-all',
    title: caption,
    description: `${caption} before a table full of changes. ${said.join('; ')}.`,
    kind: 'line',
    height: 230,
    x: {
      title: 'seconds after the phase began',
      unit: 's',
      log: false,
      min: 0,
      max: Math.ceil(flat.reduce((last, [at]) => Math.max(last, at), 1)),
    },
    y: {
      title: 'records',
      unit: 'count',
      log: false,
      min: 0,
      max: countEdge(flat.reduce((most, [, records]) => Math.max(most, records), 1)),
      lanes: [],
    },
    series: lines.map(({ one: { name, color, style }, points }) => ({
      ...{ label: name, color, dash: style.dash, width: 2.5, shape: style.shape, radius: 4.5 },
      points: [[0, 0], ...points],
    })),
    bands: [],
  };
  return { ...group, charts: [chart] };
}
