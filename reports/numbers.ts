// How numbers are written everywhere in the report: thin thousands, sensible precision, always a unit.

const thin = '\u202F';

function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+(?!\d))/g, thin);
}

function plain(value: number, decimals: number): string {
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const tail = fraction === undefined ? '' : `.${fraction}`.replace(/\.?0+$/, '');
  const text = grouped(whole) + tail;
  return value < 0 && text !== '0' ? `−${text}` : text;
}

/** A count: `1 150`. */
export function count(value: number): string {
  return plain(value, Number.isInteger(value) ? 0 : 1);
}

/** A bare number of any size, for predictions and settings. */
export function figure(value: number): string {
  const size = Math.abs(value);
  return plain(value, size >= 100 ? 0 : size >= 0.095 ? 2 : 4);
}

/** A duration given in ms: `6.3 ms`, `41 ms`, `1.4 s`, `12 s`. */
export function duration(valueMs: number): string {
  if (valueMs === Infinity) return 'never';
  const size = Math.abs(valueMs);
  if (size < 9.95) return `${plain(valueMs, 1)} ms`;
  if (size < 999.5) return `${plain(valueMs, 0)} ms`;
  return `${plain(valueMs / 1000, size < 99_950 ? 1 : 0)} s`;
}

/** A long duration for people: `48 s`, `42 min`. */
export function minutes(valueMs: number): string {
  return valueMs < 120_000 ? duration(valueMs) : `${plain(Math.round(valueMs / 60_000), 0)} min`;
}

/** Two written numbers as one range, with a shared unit said once: `5.8–6 ms`. */
export function range(low: string, high: string): string {
  const unit = /[^ ] ([a-z%]+)$/.exec(high)?.[1];
  const isShared = unit !== undefined && low.endsWith(` ${unit}`);
  return `${isShared ? low.slice(0, -unit.length - 1) : low}–${high}`;
}

/** How many times `large` is `small`: `6.8×`. */
export function times(large: number, small: number): string {
  const ratio = large / small;
  return `${plain(ratio, ratio < 9.95 ? 1 : 0)}×`;
}

/** A share of a whole: `43.3 %`, and never a rounded-away `0 %` or `100 %`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const value = (100 * part) / whole;
  if (part > 0 && value < 0.1) return '< 0.1 %';
  if (part < whole && value > 99.9) return '> 99.9 %';
  return `${plain(value, 1)} %`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2
    ? (items[0] ?? '')
    : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** First letter upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** All values together; 0 of none. */
export function totalOf(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
