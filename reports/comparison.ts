// What `npm run compare` found between two results of one scenario: the shape the compare page draws.

/** Median and range over the runs; `Infinity` means "never got there". */
export interface Measured {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** What the noise allows to be said about one figure. */
export type Change =
  'regression' | 'improvement' | 'higher' | 'lower' | 'no detectable difference' | 'not comparable';

/** One figure of one contender in both results; null where it does not exist. */
export interface ComparedFigure {
  readonly title: string;
  readonly unit: 'ms' | 'count';
  readonly before: Measured | null;
  readonly after: Measured | null;
  readonly change: Change;
  /** How it was decided: an interval, or ranges and a floor. */
  readonly because: string;
}

/** All figures of one contender. */
export interface ComparedContender {
  readonly name: string;
  readonly figures: readonly ComparedFigure[];
}

/** One of the two results. */
export interface ComparedSide {
  readonly label: string;
  readonly startedAt: string;
  readonly gitSha: string | null;
  readonly seed: number;
  readonly verdict: string;
}

/** The whole comparison. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly scenario: { readonly name: string; readonly title: string };
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly conclusive: boolean;
  readonly verdict: string;
  /** What a reader must know before believing a difference. */
  readonly notes: readonly string[];
  readonly contenders: readonly ComparedContender[];
}
