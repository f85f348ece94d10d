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

const known: Record<string, ContenderStyle> = {
  rest: { light: '#0072b2', dark: '#56b4e9', dash: [], shape: 'circle' },
  'rest-hardened': { light: '#00736b', dark: '#4fd1b5', dash: [2, 3], shape: 'triangle' },
  broker: { light: '#b35900', dark: '#e69f00', dash: [8, 4], shape: 'rect' },
  'broker-plain': { light: '#7a5d00', dark: '#d9cb5a', dash: [12, 3, 2, 3], shape: 'rectRot' },
  'rest-outbox': { light: '#5b4fc7', dark: '#b9a8ff', dash: [5, 2], shape: 'star' },
};

const further: readonly ContenderStyle[] = [
  { light: '#4a5560', dark: '#c3ccd6', dash: [14, 4], shape: 'cross' },
  { light: '#8c2d04', dark: '#ffab8a', dash: [3, 6], shape: 'rectRot' },
  { light: '#2f6b1f', dark: '#9bd67f', dash: [10, 2, 2, 2, 2, 2], shape: 'triangle' },
  { light: '#6a2f8a', dark: '#dca6f5', dash: [1, 4], shape: 'crossRot' },
];

/** A style for each name, in order; unknown names share out the further styles. */
export function contenderStyles(names: readonly string[]): ContenderStyle[] {
  let unknown = 0;
  return names.map((name) => {
    const own = Object.hasOwn(known, name) ? known[name] : undefined;
    const style = own ?? further[unknown++ % further.length];
    if (style === undefined) throw new Error('the list of further styles is empty');
    return style;
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
