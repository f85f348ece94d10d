// The shape of a chart as plain data: what the page's script needs to draw it, and nothing it has to decide.
import type { Shape } from './contender-style.ts';

/** One line, bar row or cloud of points. */
export interface Series {
  readonly label: string;
  /** CSS variable of its colour, so that both themes work. */
  readonly color: string;
  readonly dash: readonly number[];
  readonly width: number;
  readonly shape: Shape;
  readonly radius: number;
  readonly points: readonly (readonly [number, number | null])[];
}

/** A stretch of time to shade: a fault as measured. */
export interface Band {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** A named height above the scale, for orders that have no latency. */
export interface Lane {
  readonly label: string;
  readonly at: number;
}

/** A word beside a line, in the line's colour. */
export interface Label {
  readonly text: string;
  readonly color: string;
  readonly y: number;
}

/** The horizontal axis: seconds after t = 0, or a latency. */
export interface XAxis {
  readonly title: string;
  readonly unit: 's' | 'ms';
  readonly log: boolean;
  readonly min: number;
  readonly max: number;
}

/** One canvas. */
export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** A sentence with the numbers, for those who do not see the canvas. */
  readonly description: string;
  readonly kind: 'line' | 'bar' | 'scatter';
  readonly height: number;
  readonly x: XAxis;
  readonly y: {
    readonly title: string;
    readonly unit: 'ms' | 'count' | 'share';
    readonly log: boolean;
    readonly min: number;
    readonly max: number;
    readonly lanes: readonly Lane[];
  };
  readonly series: readonly Series[];
  readonly bands: readonly Band[];
  /** Named stretches of the run, told apart by a faint ground; their names stand at the top. */
  readonly phases?: readonly Band[];
  /** True when the bands have short names, so that each of a few is named where it is. */
  readonly namesEachBand?: boolean;
  /** At the right edge. */
  readonly labels?: readonly Label[];
}

/** The table behind some charts. */
export interface ChartTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Charts that are read together, with the numbers behind them. */
export interface ChartGroup {
  /** Its charts' ids begin with it. */
  readonly id: string;
  readonly charts: readonly ChartSpec[];
  readonly table: ChartTable;
}
