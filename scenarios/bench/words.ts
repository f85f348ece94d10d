// What the terminal says of each measurement, and of all figures at the end.
import type {
  BenchFigure,
  DrainRound,
  FlatOut,
  LatencyRound,
  UnitCosts,
} from '../../shared/bench-result.ts';
import { figureWords, goalWords } from '../../reports/write-bench.ts';
import type { RatioVerdict } from './regressions.ts';

const name = (subject: string) => subject.padEnd(14);
const ms = (value: number | null) => (value === null ? 'never' : `${value.toFixed(1)} ms`);

/** One flat-out run. */
export function throughputLine(subject: string, measured: FlatOut): string {
  const { confirmedPerSecond, confirmed, lost, harm, unsettled, walBytesPerOrder, cpu } = measured;
  return `${name(subject)} ${confirmedPerSecond.toFixed(0).padStart(5)} confirmed orders/s (${confirmed} confirmed; lost ${lost}, harm ${harm}, unsettled ${unsettled}), ${(walBytesPerOrder / 1_000).toFixed(1)} kB of log an order${cpuWords(cpu)}`;
}

function cpuWords(cpu: FlatOut['cpu']): string {
  if (!cpu) return '';
  const parts = Object.entries(cpu.msPerOrder).map(([who, used]) => `${who} ${used.toFixed(2)}`);
  return `\n${name('')} CPU ms an order: ${parts.join(', ')}; others had ${cpu.otherCores.toFixed(1)} cores`;
}

/** What a message and a transaction cost. */
export function unitCostLine({ hopMs, produceMs, commitMs }: UnitCosts): string {
  return `${name('one by one')} message ${ms(hopMs)} (acknowledged after ${ms(produceMs)}), transaction ${ms(commitMs)}`;
}

/** One subject at one rate. */
export function latencyLine(round: LatencyRound): string {
  const { subject, ratePerSecond, answerMs, decisionMs, generatorLateMs, cpu } = round;
  const circumstances = [
    `generator late by ${ms(generatorLateMs)}`,
    ...(cpu ? [`others had ${cpu.otherCores.toFixed(2)} cores`] : []),
  ].join(', ');
  return `${name(subject)} ${String(ratePerSecond).padStart(5)} orders/s: answer p50 ${ms(answerMs.p50)}, p99 ${ms(answerMs.p99)}; decision p50 ${ms(decisionMs.p50)}, p99 ${ms(decisionMs.p99)} (${circumstances})`;
}

/** One backlog. */
export function drainLine(round: DrainRound): string {
  const { subject, backlog, perSecond, flatOutPerSecond, lost, harm } = round;
  const [steady, draining] = [round.steadyAnswerMs.p99, round.drainingAnswerMs.p99];
  return `${name(subject)} ${backlog} orders drained at ${perSecond.toFixed(0)}/s, flat out ${flatOutPerSecond.toFixed(0)}/s; answer p99 ${ms(draining)} meanwhile, ${ms(steady)} before (lost ${lost}, harm ${harm})`;
}

/** All figures, one a line. */
export function figureLines(figures: readonly BenchFigure[]): string[] {
  const width = Math.max(0, ...figures.map(({ title }) => title.length));
  return figures.map((figure) => {
    const sign = figure.met === null ? ' ' : figure.met ? '✓' : '✗';
    return `${sign} ${figure.title.padEnd(width)}  ${figureWords(figure).padEnd(22)} ${goalWords(figure)}`.trimEnd();
  });
}

/** What became of the committed ratios, one a line. */
export function verdictLines(verdicts: readonly RatioVerdict[]): string[] {
  const width = Math.max(0, ...verdicts.map(({ id }) => id.length));
  return verdicts.map(({ id, committed, median, verdict }) => {
    const { low, high } = committed;
    const now = median === null ? '–' : median.toFixed(2);
    return `${verdict === 'worse' ? '✗' : ' '} ${id.padEnd(width)}  ${now.padStart(5)}  committed ${committed.median.toFixed(2)} [${low.toFixed(2)}–${high.toFixed(2)}]  ${verdict}`;
  });
}
