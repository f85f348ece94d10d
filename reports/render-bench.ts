// The page of a bench: the figures with their goals first, then what they were computed from.
import type { BenchFigure, BenchResult, LatencyRound } from '../shared/bench-result.ts';
import { doubtsOf } from './bench-doubts.ts';
import { figureWords, goalWords, spreadWords } from './bench-words.ts';
import { staticPage } from './document.ts';
import { html, type Html, type Piece } from './html.ts';
import { count, duration, figure as bare, minutes, totalOf } from './numbers.ts';
import { median } from './repetitions.ts';
import { bullets, mark, section, table } from './sections/parts.ts';

function figureTable(caption: string, figures: readonly BenchFigure[]): Html | null {
  if (figures.length === 0) return null;
  const rows = figures.map((figure) => [
    figure.title,
    figureWords(figure),
    goalWords(figure),
    figure.met === null ? '' : mark(figure.met, figure.met ? 'met' : 'missed'),
  ]);
  return table(caption, ['figure', 'median [range]', 'goal', ''], rows);
}

function figuresOf({ figures }: BenchResult, part: string): BenchFigure[] {
  return figures.filter(({ id }) => id.startsWith(`${part}.`));
}

function throughputSection(result: BenchResult): Html | null {
  if (result.throughput.length === 0) return null;
  const rows = result.throughput.map(({ subject, rounds }): Piece[] => [
    subject,
    spreadWords(
      rounds.map(({ confirmedPerSecond }) => confirmedPerSecond),
      'per-second',
    ),
    count(rounds.reduce((sum, { confirmed }) => sum + confirmed, 0)),
    count(rounds.reduce((sum, { lost }) => sum + lost, 0)),
    count(rounds.reduce((sum, { harm }) => sum + harm, 0)),
    middleOf(rounds.map(({ walBytesPerOrder }) => walBytesPerOrder / 1_000)),
  ]);
  const columns = [
    '',
    'confirmed orders a second',
    'confirmed',
    'lost',
    'harm',
    'log of an order, kB',
  ];
  return section(
    'throughput',
    'Throughput',
    figureTable('Beside the floor, flat out', [
      ...figuresOf(result, 'throughput'),
      ...figuresOf(result, 'cpu'),
      ...figuresOf(result, 'wal'),
    ]),
    table('Every order of every round judged', columns, rows, 'numbers'),
    cpuTable(result),
  );
}

function cpuTable({ throughput }: BenchResult): Html | null {
  const used = throughput.map(({ subject, rounds }) => ({
    ...{ subject, rounds: rounds.flatMap(({ cpu }) => cpu ?? []) },
  }));
  const names = [
    ...new Set(
      used.flatMap(({ rounds }) => rounds.flatMap(({ msPerOrder }) => Object.keys(msPerOrder))),
    ),
  ];
  if (names.length === 0) return null;
  const rows = used.map(({ subject, rounds }): Piece[] => [
    subject,
    ...names.map((name) => middleOf(rounds.map(({ msPerOrder }) => msPerOrder[name] ?? 0))),
    middleOf(rounds.map(({ otherCores }) => otherCores)),
  ]);
  const columns = ['', ...names, 'others, cores'];
  return table('CPU of one order in ms, medians', columns, rows, 'numbers');
}

function middleOf(values: readonly number[]): string {
  const middle = median(values);
  return middle === null ? '–' : bare(middle);
}

function latencySection(result: BenchResult): Html | null {
  const { latency, unitCosts, hops } = result;
  if (latency.length === 0) return null;
  return section(
    'latency',
    'Latency',
    figureTable('Beside the floor, at a given rate', figuresOf(result, 'latency')),
    latencyTable('From the intended arrival, ms', latency, 'never', {
      'answer p50': ({ answerMs }) => answerMs.p50,
      'answer p99': ({ answerMs }) => answerMs.p99,
      'decision p50': ({ decisionMs }) => decisionMs.p50,
      'decision p99': ({ decisionMs }) => decisionMs.p99,
    }),
    latencyTable('What these latencies hold', latency, '–', {
      'sent late, p99, ms': ({ generatorLateMs }) => generatorLateMs,
      'CPU of an order, ms': ({ cpu }) => cpu && totalOf(Object.values(cpu.msPerOrder)),
      'others, cores': ({ cpu }) => cpu && cpu.otherCores,
    }),
    html`<p class="quiet">
      One by one on the same servers: a message from produce to consume
      ${spreadWords(
        unitCosts.map(({ hopMs }) => hopMs),
        'ms',
      )},
      of which the acknowledgement
      ${spreadWords(
        unitCosts.map(({ produceMs }) => produceMs),
        'ms',
      )};
      a single-row transaction
      ${spreadWords(
        unitCosts.map(({ commitMs }) => commitMs),
        'ms',
      )}.
    </p>`,
    hops.length > 0 && hopTable(hops),
  );
}

/** A row for each subject at each rate, a column for each figure of its rounds; `none` where no round has one. */
function latencyTable(
  caption: string,
  latency: readonly LatencyRound[],
  none: 'never' | '–',
  figures: Readonly<Record<string, (round: LatencyRound) => number | null>>,
): Html {
  const keys = [...new Set(latency.map((r) => `${r.ratePerSecond} ${r.subject}`))];
  const rows = keys
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((key): Piece[] => {
      const rounds = latency.filter((r) => `${r.ratePerSecond} ${r.subject}` === key);
      return [
        `${rounds[0]?.subject ?? ''}, ${rounds[0]?.ratePerSecond ?? 0} a second`,
        ...Object.values(figures).map((read) => {
          const values = rounds.map(read);
          return values.every((value) => value === null) ? none : spreadWords(values, 'ratio');
        }),
      ];
    });
  return table(caption, ['', ...Object.keys(figures)], rows, 'numbers');
}

function hopTable(hops: BenchResult['hops']): Html {
  const columns = [
    ...['message → topic', 'made → committed', '→ in the topic', '→ taken up'],
    ...['handling', 'orders'],
  ];
  const rows = hops.map((hop): Piece[] => [
    `${hop.what} → ${hop.topic}`,
    hop.madeToCommittedMs === null ? '–' : duration(hop.madeToCommittedMs),
    ...[duration(hop.toTopicMs), duration(hop.inTopicMs), duration(hop.handlingMs)],
    count(hop.orders),
  ]);
  return html`${table('Hops of traced orders, medians', columns, rows, 'numbers')}
    <p class="quiet">
      Of the first message the commit is not known: its way to the topic begins when it was made. A
      reader may have a message before the sender hears that the topic has it: then the wait in the
      topic is negative.
    </p>`;
}

function drainSection(result: BenchResult): Html | null {
  if (result.drain.length === 0) return null;
  const columns = [
    ...['', 'backlog', 'drained, a second', 'flat out, a second'],
    ...['answer p99 meanwhile', 'steady', 'lost', 'harm'],
  ];
  const rows = result.drain.map((round): Piece[] => [
    ...[round.subject, count(round.backlog)],
    ...[count(Math.round(round.perSecond)), count(Math.round(round.flatOutPerSecond))],
    ...[round.drainingAnswerMs.p99, round.steadyAnswerMs.p99].map((p99) =>
      p99 === null ? 'never' : duration(p99),
    ),
    ...[count(round.lost), count(round.harm)],
  ]);
  return section(
    'drain',
    'Drain',
    figureTable('Beside flat out, in the same boot', figuresOf(result, 'drain')),
    table('A backlog stored while billing was dead, round by round', columns, rows, 'numbers'),
  );
}

function verdictOf({ figures, interrupted }: BenchResult): string {
  const withGoal = figures.filter(({ met }) => met !== null);
  const met = withGoal.filter((figure) => figure.met === true).length;
  const words =
    withGoal.length === 0 ? 'No goal applies.' : `${met} of ${withGoal.length} goals are met.`;
  return interrupted ? `Interrupted; of what was measured: ${words}` : words;
}

function circumstances({ environment, settings, startedAt, finishedAt }: BenchResult): Html {
  const { cpuModel, cpuCount, loadAverage, node, kafka, postgres, gitSha } = environment;
  const took = minutes(Date.parse(finishedAt) - Date.parse(startedAt));
  return html`<p class="quiet">
    ${startedAt.slice(0, 16).replace('T', ' ')}, ${took}, git ${gitSha ?? 'unknown'}. ${cpuModel},
    ${cpuCount} cores, load ${loadAverage.before} before and ${loadAverage.after} after. Node
    ${node}, Kafka ${kafka ?? '–'}, PostgreSQL ${postgres ?? '–'}, fsync ${settings.fsync},
    synchronous_commit ${settings.synchronousCommit}, acks all. ${settings.runs} rounds of
    ${settings.seconds} s flat out by ${settings.connections} connections, after
    ${settings.warmUpOrders} orders of warm-up each.
  </p>`;
}

/** The whole page as one HTML document. */
export function renderBench(result: BenchResult): string {
  const doubts = doubtsOf(result);
  return staticPage(
    'Bench: measured against the limit',
    [],
    html`<header>
        <p class="eyebrow">bench</p>
        <h1>Measured against the limit</h1>
      </header>
      <p class="verdict" id="verdict">${verdictOf(result)}</p>
      ${doubts.length > 0 && html`<div class="banner mild" role="note" aria-label="Doubts">${bullets(doubts)}</div>`}
      <p>
        A floor is the same number of processes, calls, messages and transactions by the barest
        code: no domain, no validation, no outbox and no inbox. What lies between a contender and
        its floor is what we may still save, or what its guarantees cost. Ratios are taken round by
        round, of two measurements that follow each other.
      </p>
      ${throughputSection(result)} ${latencySection(result)} ${drainSection(result)}
      ${circumstances(result)}`,
  );
}
