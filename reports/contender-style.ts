// How each contender is drawn everywhere: colour, dash and marker, so that colour is never the only difference.

/** Marker shapes, by their Chart.js names. */
export type Shape = 'circle' | 'triangle' | 'rect' | 'rectRot' | 'star' | 'crossRot' | 'cross';

/** One way to draw a line; `dash` and `shape` carry the difference without colour. */
export interface ContenderStyle {
  readonly light: string;
  readonly dark: string;
  readonly dash: readonly number[];
  readonly shape: Shape;
}

const shapes: readonly Shape[] = [
  'circle',
  'triangle',
  'rect',
  'rectRot',
  'star',
  'crossRot',
  'cross',
];

// Cool colours speak REST, warm ones speak Kafka; within a ladder no two rungs share dash or marker.
const known: Record<string, ContenderStyle> = {
  'rest-bare': { light: '#4a5560', dark: '#c3ccd6', dash: [1, 4], shape: 'cross' },
  rest: { light: '#0072b2', dark: '#56b4e9', dash: [], shape: 'circle' },
  'rest-retry': { light: '#2f6b1f', dark: '#9bd67f', dash: [14, 4], shape: 'crossRot' },
  'rest-key': { light: '#1f3fa8', dark: '#93a8ff', dash: [3, 6], shape: 'rect' },
  'rest-breaker': {
    light: '#00708a',
    dark: '#5fd0ea',
    dash: [10, 2, 2, 2, 2, 2],
    shape: 'rectRot',
  },
  'rest-hardened': { light: '#00736b', dark: '#4fd1b5', dash: [2, 3], shape: 'triangle' },
  'rest-outbox': { light: '#5b4fc7', dark: '#b9a8ff', dash: [5, 2], shape: 'star' },
  'broker-plain': { light: '#7a5d00', dark: '#d9cb5a', dash: [12, 3, 2, 3], shape: 'rectRot' },
  'broker-commit-after': { light: '#8c2d04', dark: '#ffab8a', dash: [4, 2, 1, 2], shape: 'cross' },
  'broker-outbox': { light: '#9c1f5f', dark: '#ff9ccb', dash: [16, 3, 4, 3], shape: 'star' },
  'broker-inbox': { light: '#a3243b', dark: '#ff9aa2', dash: [6, 6], shape: 'triangle' },
  broker: { light: '#b35900', dark: '#e69f00', dash: [8, 4], shape: 'rect' },
  'broker-timeout': { light: '#6b4423', dark: '#dfb98e', dash: [1, 2, 6, 2], shape: 'crossRot' },
  // Three ways to find out what changed in a table; they never stand beside the styles above.
  'timestamp-polling': { light: '#b0471c', dark: '#ff9d6e', dash: [7, 5], shape: 'triangle' },
  'snapshot-polling': { light: '#6a4fa3', dark: '#c4b0ff', dash: [3, 3], shape: 'rectRot' },
  'logical-replication': { light: '#00687a', dark: '#5ccfe0', dash: [24, 3], shape: 'circle' },
};

const further: readonly ContenderStyle[] = [
  { light: '#6a2f8a', dark: '#dca6f5', dash: [2, 8], shape: 'cross' },
  { light: '#3d5a00', dark: '#c2e070', dash: [9, 9], shape: 'rectRot' },
  { light: '#8a2f7a', dark: '#f5a6e6', dash: [20, 4], shape: 'triangle' },
  { light: '#24506b', dark: '#a6d3f0', dash: [5, 5, 1, 5], shape: 'crossRot' },
];

/** A style for each name, in order: known names keep colour and dash everywhere, a marker is given only once while markers last. */
export function contenderStyles(names: readonly string[]): ContenderStyle[] {
  const taken = new Set<Shape>();
  let unknown = 0;
  return names.map((name) => {
    const own = Object.hasOwn(known, name) ? known[name] : undefined;
    const style = own ?? further[unknown++ % further.length];
    if (style === undefined) throw new Error('the list of further styles is empty');
    const free = shapes.find((candidate) => !taken.has(candidate));
    const shape = taken.has(style.shape) ? (free ?? style.shape) : style.shape;
    taken.add(shape);
    return { ...style, shape };
  });
}

/** The CSS variable that holds the colour of the contender at this place. */
export function contenderColor(index: number): string {
  return `--c${index}`;
}

/** The style rules that define the contenders' colours in one theme. */
export function colorRules(styles: readonly ContenderStyle[], theme: 'light' | 'dark'): string {
  return styles.map((style, i) => `${contenderColor(i)}:${style[theme]};`).join('');
}

/** All colours a contender can have, for checking their contrast. */
export const allContenderStyles: readonly ContenderStyle[] = [...Object.values(known), ...further];

/** Contenders with a style of their own, for checking that they differ. */
export const styledNames: readonly string[] = Object.keys(known);
