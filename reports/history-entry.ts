// One line of the history: what a past run or suite was, or why its folder cannot be read.

/** Lost orders of one contender, or changes that a feed missed, as written in its report. */
export interface HistoryLoss {
  readonly name: string;
  /** Null when it did not run, or when the fault could not be done to it. */
  readonly lost: number | null;
  readonly offered: number;
  readonly runs: number;
  readonly applicable: boolean;
}

/** A past scenario run. */
export interface PastRun {
  readonly kind: 'run';
  readonly folder: string;
  readonly startedAt: string;
  readonly scenario: string;
  readonly title: string;
  readonly seed: number;
  readonly conclusive: boolean;
  readonly interrupted: boolean;
  readonly expectationsFailed: number;
  readonly verdict: string;
  readonly gitSha: string | null;
  readonly losses: readonly HistoryLoss[];
}

/** A past suite, with how many of its scenarios went as expected. */
export interface PastSuite {
  readonly kind: 'suite';
  readonly folder: string;
  readonly startedAt: string;
  readonly title: string;
  readonly asExpected: number;
  readonly scenarios: number;
  readonly gitSha: string | null;
}

/** A folder that should hold a result and does not. */
export interface BrokenRun {
  readonly kind: 'broken';
  readonly folder: string;
  readonly reason: string;
}

export type HistoryEntry = PastRun | PastSuite | BrokenRun;
