// The card network: a third party with an append-only ledger of its own, in its own transactions.
import { z } from 'zod';
import type { Sql } from '../db/database.ts';

/** One payment instruction. The network knows cards, amounts and keys; it knows no bookings. */
export type Payment = {
  /** The same key never captures twice. */
  idempotencyKey: string;
  orderId: string;
  amountCents: number;
  card: string;
};

/** What the ledger says about a key: money taken, refused, or barred before it was taken. */
export type PaymentResult = 'capture' | 'decline' | 'void';

/** Test cards that the network declines, as real networks publish them; all others are approved. */
export const declinedCard = '4000000000000002';
export const declinedCards: ReadonlySet<string> = new Set([declinedCard, '4000000000009995']);
/** A test card that the network approves. */
export const approvedCard = '4242424242424242';

const ledgerRow = z.object({
  idempotency_key: z.string(),
  kind: z.enum(['capture', 'decline', 'void']),
});

export type CardNetwork = {
  /** Captures each payment once per key and answers in order; a known key gets its first answer. */
  capture(payments: Payment[]): Promise<PaymentResult[]>;
  /** Refunds the key's capture, or bars the key if there is none yet: a late capture then fails. */
  void(payments: Payment[]): Promise<void>;
};

/** Opens the network's interface on its own connections, committed apart from the caller's work. */
export function openCardNetwork(sql: Sql): CardNetwork {
  const open = async (payments: Payment[], kinds: string[]) => {
    // entry_no 1 opens a key. The unique key makes racing captures and voids agree on who was first.
    const { rows } = await sql.query(
      `INSERT INTO card_network.ledger (idempotency_key, entry_no, kind, order_id, amount_cents)
       SELECT key, 1, kind, order_id, amount
       FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int[]) AS p (key, kind, order_id, amount)
       ORDER BY key
       ON CONFLICT DO NOTHING RETURNING idempotency_key, kind`,
      [
        payments.map((p) => p.idempotencyKey),
        kinds,
        payments.map((p) => p.orderId),
        payments.map((p) => p.amountCents),
      ],
    );
    return rows;
  };
  return {
    capture: async (payments) => {
      const kinds = payments.map((p) => (declinedCards.has(p.card) ? 'decline' : 'capture'));
      const answers = new Map(toEntries(await open(payments, kinds)));
      const known = payments.map((p) => p.idempotencyKey).filter((key) => !answers.has(key));
      if (known.length > 0) {
        const { rows } = await sql.query(
          'SELECT idempotency_key, kind FROM card_network.ledger WHERE entry_no = 1 AND idempotency_key = ANY ($1)',
          [known],
        );
        for (const [key, kind] of toEntries(rows)) answers.set(key, kind);
      }
      return payments.map((p) => {
        const kind = answers.get(p.idempotencyKey);
        if (!kind) throw new Error(`the card network lost order ${p.orderId}`);
        return kind;
      });
    },
    void: async (payments) => {
      await open(
        payments,
        payments.map(() => 'void'),
      );
      await sql.query(
        `INSERT INTO card_network.ledger (idempotency_key, entry_no, kind, order_id, amount_cents)
         SELECT idempotency_key, 2, 'refund', order_id, amount_cents FROM card_network.ledger
         WHERE idempotency_key = ANY ($1) AND entry_no = 1 AND kind = 'capture'
         ON CONFLICT DO NOTHING`,
        [payments.map((p) => p.idempotencyKey)],
      );
    },
  };
}

function toEntries(rows: unknown[]): [string, PaymentResult][] {
  return rows.map((row) => {
    const { idempotency_key, kind } = ledgerRow.parse(row);
    return [idempotency_key, kind];
  });
}
