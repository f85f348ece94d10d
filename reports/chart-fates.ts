// The fate of every order: when it arrived against how long its decision took, or a lane when it was lost.
import { niceEdge, rounded, type Drawn, type Frame } from './chart-frame.ts';
import type { ChartGroup, ChartSpec, ChartTable, Lane, Series } from './chart-spec.ts';
import { count } from './numbers.ts';
import {
  isLost,
  outcomeClass,
  outcomeColor,
  outcomeShape,
  shownOutcomes,
  type Outcome,
} from './outcome-words.ts';

const mostPointsPerOutcome = 2500;
const mostRows = 40;

function hasLane(outcome: Outcome, decisionMs: number | null): boolean {
  return decisionMs === null || isLost(outcome) || outcomeClass(outcome) === 'harness';
}

/** Spreads the orders of a lane over its height, the same way in every render. */
function scatterIn(lane: number, step: number, index: number): number {
  return lane * step ** ((((index * 37) % 11) / 10 - 0.5) * 0.6);
}

interface Heights {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly lanes: ReadonlyMap<Outcome, number>;
}

function heightsOf(frame: Frame): Heights {
  const fates = frame.drawn.flatMap(({ run }) => run.fates);
  const took = fates.flatMap(([, outcome, ms]) =>
    ms === null || hasLane(outcome, ms) ? [] : [ms],
  );
  const min = niceEdge(
    Math.max(
      0.1,
      took.reduce((least, ms) => Math.min(least, ms), 1000),
    ),
    'below',
  );
  const top = niceEdge(
    took.reduce((most, ms) => Math.max(most, ms), 10),
    'above',
  );
  const inLanes = new Set(
    fates.flatMap(([, outcome, ms]) => (hasLane(outcome, ms) ? [outcome] : [])),
  );
  const step = (top / min) ** 0.15;
  const lanes = new Map(
    shownOutcomes
      .filter((outcome) => inLanes.has(outcome))
      .map((outcome, i) => [outcome, top * step ** (i + 1)]),
  );
  return {
    min,
    max: top * step ** (lanes.size + (lanes.size + frame.bands.length > 0 ? 1.7 : 0)),
    step,
    lanes,
  };
}

function drawnEvery(orders: number): number {
  return Math.max(1, Math.ceil(orders / mostPointsPerOutcome));
}

function seriesOf(drawn: Drawn, outcome: Outcome, heights: Heights): Series[] {
  const all = drawn.run.fates.filter(([, own]) => own === outcome);
  if (all.length === 0) return [];
  const every = drawnEvery(all.length);
  const points = all.filter((_, i) => i % every === 0);
  const share = Math.round(drawn.run.outcomes[outcome] / points.length);
  const isGood = outcome === 'confirmed';
  const lane = heights.lanes.get(outcome) ?? heights.max;
  return [
    {
      label: share > 1 ? `${outcome} (one in ${share} drawn)` : outcome,
      color: isGood ? drawn.color : outcomeColor(outcome),
      dash: [],
      width: isGood ? 0 : 1.25,
      shape: outcomeShape(outcome),
      radius: isGood ? 1.75 : 3.25,
      points: points.map(([atMs, , tookMs], i) => [
        Math.round(atMs / 10) / 100,
        tookMs === null || hasLane(outcome, tookMs)
          ? rounded(scatterIn(lane, heights.step, i))
          : rounded(Math.max(tookMs, heights.min)),
      ]),
    },
  ];
}

/** One fate plot per contender on one scale, and a table of the orders that were not good. */
export function fateCharts(frame: Frame): ChartGroup {
  const heights = heightsOf(frame);
  const lanes: Lane[] = [...heights.lanes].map(([label, at]) => ({ label, at: rounded(at) }));
  const charts = frame.drawn.map((drawn, i): ChartSpec => {
    const seen = shownOutcomes.filter((outcome) => drawn.run.outcomes[outcome] > 0);
    const said = seen
      .map((outcome) => `${count(drawn.run.outcomes[outcome])} ${outcome}`)
      .join(', ');
    return {
      id: `fates-${i}`,
      title: drawn.name,
      description: `Fate of the orders of ${drawn.name} by arrival time and decision latency: ${said === '' ? 'none on record' : said}.`,
      kind: 'scatter',
      height: 270,
      x: frame.x,
      y: { title: 'decision', unit: 'ms', log: true, min: heights.min, max: heights.max, lanes },
      // The first series is drawn last, so the worst outcomes lie on top.
      series: shownOutcomes.toReversed().flatMap((outcome) => seriesOf(drawn, outcome, heights)),
      bands: drawn.bands,
    };
  });
  return {
    id: 'fates',
    charts,
    table: tableOf(frame),
  };
}

/** How many orders on record arrived when and met which end: every mark of the plots is in it. */
function tableOf(frame: Frame): ChartTable {
  const seen = shownOutcomes.filter((outcome) =>
    frame.drawn.some(({ run }) => run.fates.some(([, own]) => own === outcome)),
  );
  const seconds = niceEdge(Math.max(1, frame.x.max / mostRows), 'above');
  const rows = frame.drawn.flatMap(({ name, run }) => {
    const bins = new Map<number, Map<Outcome, number>>();
    for (const [atMs, outcome] of run.fates) {
      const at = Math.floor(atMs / 1000 / seconds) * seconds;
      const bin = bins.get(at) ?? new Map<Outcome, number>();
      bin.set(outcome, (bin.get(outcome) ?? 0) + 1);
      bins.set(at, bin);
    }
    return [...bins]
      .toSorted(([a], [b]) => a - b)
      .map(([at, bin]) => [
        name,
        `${at}–${at + seconds} s`,
        ...seen.map((outcome) => count(bin.get(outcome) ?? 0)),
      ]);
  });
  return {
    caption: 'Orders on record by time of arrival and outcome',
    columns: ['contender', 'arrived', ...seen],
    rows,
  };
}

/** What the plots leave out, one sentence per contender that has more orders than marks. */
export function fateNotes(frame: Frame): string[] {
  return frame.drawn.flatMap(({ name, run }) => {
    const thinned = shownOutcomes.flatMap((outcome) => {
      const recorded = run.fates.filter(([, own]) => own === outcome).length;
      const marks = Math.ceil(recorded / drawnEvery(recorded));
      const share = Math.round(run.outcomes[outcome] / Math.max(1, marks));
      return marks > 0 && share > 1 ? [`${outcome} one in ${share}`] : [];
    });
    return thinned.length === 0
      ? []
      : [`${name}: too many orders to draw each: ${thinned.join(', ')}.`];
  });
}
