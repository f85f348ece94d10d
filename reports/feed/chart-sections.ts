// The sections of a change feed's page that are made of charts, with the words that tell how to read them.
import type { ChartGroup } from '../chart-spec.ts';
import type { DrawnChart } from '../charts.ts';
import { html, type Html } from '../html.ts';
import { figures, fold, legend, section, table } from '../sections/parts.ts';
import type { FeedFrame } from './chart-frame.ts';
import { backlogCharts, behindCharts } from './charts-so-far.ts';
import { delayCharts, flowCharts } from './charts.ts';
import { targetName } from './circumstances.ts';

/** The charts of a comparison of change feeds by section. */
export interface FeedCharts {
  readonly frame: FeedFrame;
  readonly groups: readonly [
    flow: ChartGroup,
    delay: ChartGroup,
    behind: ChartGroup,
    backlog: ChartGroup,
  ];
}

/** Computes every chart. */
export function feedCharts(frame: FeedFrame): FeedCharts {
  return {
    frame,
    groups: [flowCharts(frame), delayCharts(frame), behindCharts(frame), backlogCharts(frame)],
  };
}

/** Every canvas of the page, top to bottom. */
export function allFeedCharts({ groups }: FeedCharts): DrawnChart[] {
  return groups.flatMap(({ charts }) =>
    charts.map((chart, i) => ({ ...chart, isLast: i === charts.length - 1 })),
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function faultTable({ drawn }: FeedFrame): Html {
  const rows = drawn.flatMap(({ name, method }) =>
    method.faults.map(({ target, injectedAtMs, healedAtMs }) => [
      name,
      targetName(target),
      seconds(injectedAtMs),
      healedAtMs === null ? 'never' : seconds(healedAtMs),
    ]),
  );
  if (rows.length === 0) return html`<p class="quiet">Nothing was killed in this run.</p>`;
  const columns = ['method', 'killed', 'at', 'running again'];
  return fold('The kills, as measured', table('Kills, as measured', columns, rows));
}

/** What came, how late, how far behind, and how fast. */
export function feedChartSections({
  frame,
  groups: [flow, delay, behind, backlog],
}: FeedCharts): Html {
  const thinned =
    frame.secondsPerPoint > 1
      ? `Long run: each point is the highest of ${frame.secondsPerPoint} seconds.`
      : '';
  return html`${section(
    'flow',
    'Committed and delivered',
    html`<p>
      Per second, one chart per method, one scale. Thin grey: changes committed. Thick: records
      appended to the topic, repeats included. Pink: something was killed, until it ran again.
      ${thinned}
    </p>`,
    figures(flow),
    faultTable(frame),
  )}
  ${section(
    'delay',
    'How late',
    html`<p>
      From commit to topic, the slowest change in a hundred of those committed in each second. A gap
      is a second of which nothing was delivered, or in which nothing was committed. A mark in the
      lane “missed”: a change committed then never came.
    </p>`,
    figures(delay),
  )}
  ${section(
    'behind',
    'How far the topic is behind',
    html`<p>
      Changes committed so far minus records appended so far. Repeats count as records, so the line
      flatters a feed that repeats much (it is never drawn below 0). What is left in the end was
      never delivered: versions a later one replaced, hard deletes nobody saw, and missed changes.
      ${frame.drawn.length > 1 && 'The phases are those of the first method’s run.'}
    </p>`,
    legend(frame),
    figures(behind),
  )}
  ${section(
    'backlog',
    'A table full of changes',
    backlog.charts.length > 0
      ? html`<p>
            The feed is started when the changes are already there, and has them to itself. The
            steeper, the faster.
          </p>
          ${legend(frame)}`
      : html`<p>The run did not get to this phase.</p>`,
    figures(backlog),
  )}`;
}
