// Places in the write-ahead log (LSN): as PostgreSQL writes them, as numbers, and as text that sorts like them.

/** `16/B374D848` → a number of bytes. */
export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** The way PostgreSQL writes it. */
export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();
}

/** A position text: 16 hexadecimal digits of the place, then the number of the change within its transaction. */
export function positionAt(lsn: bigint, index: number): string {
  return `${lsn.toString(16).padStart(16, '0')}-${String(index).padStart(8, '0')}`;
}
