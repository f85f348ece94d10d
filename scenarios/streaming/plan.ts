// What the writers will do, drawn from a seed: the same transactions for every method. Pure.

/** One statement; ids are shares of the rows there are, from 0 to 1. */
export type Statement =
  | { kind: 'insert'; rows: number }
  | { kind: 'update' | 'soft-delete' | 'delete'; places: number[] };

/** One transaction. */
export type TransactionPlan = {
  statements: Statement[];
  /** How long it stays open after its first statement, in ms; 0 = it ends at once. */
  holdMs: number;
  end: 'commit' | 'rollback';
};

/** A draw of a transaction. */
export type Drawing = () => TransactionPlan;

type Random = () => number;

const whole = (random: Random, from: number, to: number) =>
  from + Math.floor(random() * (to - from + 1));
const places = (random: Random, n: number) => Array.from({ length: n }, random);

/** Rows that every short writer likes: the same row again and again. */
const hotShare = 0.002;

/** Short transactions: a few rows, now and then twenty with one stamp, hot rows, soft and hard deletes. */
export function drawShort(random: Random, rollbackShare: number): Drawing {
  return () => ({
    statements: [shortStatement(random)],
    holdMs: 0,
    end: random() < rollbackShare ? 'rollback' : 'commit',
  });
}

function shortStatement(random: Random): Statement {
  const kind = random();
  if (kind < 0.5) return { kind: 'update', places: places(random, whole(random, 1, 5)) };
  if (kind < 0.62) return { kind: 'insert', rows: whole(random, 1, 3) };
  if (kind < 0.72) return { kind: 'insert', rows: 20 };
  if (kind < 0.83) return { kind: 'update', places: [random() * hotShare] };
  if (kind < 0.9) return { kind: 'soft-delete', places: places(random, whole(random, 1, 2)) };
  if (kind < 0.94) return { kind: 'delete', places: places(random, 1) };
  return { kind: 'update', places: places(random, 20) };
}

/** Transactions that are held open: they write, wait, write again, and end. */
export function drawLong(
  random: Random,
  { rollbackShare, holdMs: [least, most] }: { rollbackShare: number; holdMs: [number, number] },
): Drawing {
  return () => ({
    statements: [
      { kind: 'insert', rows: 2 },
      { kind: 'update', places: places(random, whole(random, 1, 5)) },
    ],
    holdMs: whole(random, least, most),
    end: random() < rollbackShare ? 'rollback' : 'commit',
  });
}

/** Calm: one row, at once; every fifth a new one. */
export function drawCalm(random: Random): Drawing {
  return () => ({
    statements: [
      random() < 0.2 ? { kind: 'insert', rows: 1 } : { kind: 'update', places: places(random, 1) },
    ],
    ...{ holdMs: 0, end: 'commit' },
  });
}

/** How many changes a drawing makes on average, by trying. */
export function changesPerTransaction(draw: Drawing, tries = 2_000): number {
  let changes = 0;
  for (let i = 0; i < tries; i++)
    for (const statement of draw().statements)
      changes += statement.kind === 'insert' ? statement.rows : statement.places.length;
  return changes / tries;
}
