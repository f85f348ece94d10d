import { describe, expect, it } from 'vitest';
import type { OrderRecords } from './records.ts';
import { summaryOf } from './testing/summary-of.ts';
import { warmUpTrouble } from './warm-up.ts';

const decided = (step: 'confirmed' | 'rejected' | 'requested', reason: string | null = null) => ({
  order: { order_id: 'x', step, reason, created_ms: 0, decided_ms: 1 },
  ...{ reservations: [], ledger: [], mails: [] },
});

describe('a warm-up', () => {
  const ids = new Set(['a', 'b', 'c', 'd']);
  const records = (...found: OrderRecords[]) =>
    new Map(found.map((record, i) => [['a', 'b', 'c', 'd'][i] ?? '', summaryOf(record)]));

  it('is trusted when most of its orders were decided, also with a no for a reason', () => {
    const most = [decided('confirmed'), decided('rejected', 'sold-out'), decided('requested')];
    expect(warmUpTrouble(ids, records(...most))).toBeUndefined();
    expect(warmUpTrouble(new Set(), records())).toBeUndefined();
  });

  it('voids the run when most of its orders failed', () => {
    const few = [decided('confirmed'), decided('rejected', 'unavailable'), decided('requested')];
    expect(warmUpTrouble(ids, records(...few))).toBe(
      '3 of 4 warm-up orders failed: something was wrong before the load began',
    );
  });
});
