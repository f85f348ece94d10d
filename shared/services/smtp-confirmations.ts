// Confirmations through SMTP, at least once: what is noted before and after each send, so that none is lost.
import { z } from 'zod';
import type { Sql } from '../db/database.ts';
import type { Booking } from '../domain/booking.ts';
import { confirmationOf } from './confirmation.ts';
import type { Service, ServiceAnswer } from './service.ts';
import type { Mailer } from './smtp-mailer.ts';

/** Mails of one batch that are on their way at the same time. */
const lanes = 4;
/** A batch begins no more mails after this long, in ms: the rest is to come again. */
const batchDeadlineMs = 5_000;

const attemptRow = z.object({ attempt_id: z.number() });

// Looked up in the same breath: what was known a moment ago may be out by now.
const beginSql = `
INSERT INTO email.attempts (order_id)
SELECT $1::uuid WHERE NOT EXISTS (SELECT FROM email.sent WHERE order_id = $1::uuid)
RETURNING attempt_id`;

const takenSql = `
WITH attempt AS (DELETE FROM email.attempts WHERE attempt_id = $1),
     remembered AS (INSERT INTO email.sent (order_id) VALUES ($2) ON CONFLICT DO NOTHING)
INSERT INTO email.mail_sink (order_id, recipient, subject) VALUES ($2, $3, $4)`;

/**
 * `send-confirmation` through `mailer`. A mail cannot be rolled back, so it takes no part in the caller's
 * transaction: `db` is the service's own pool, and each statement stands alone. Per mail: an attempt is noted
 * (row first), the server takes the mail, and the attempt becomes a row of the mail sink. Whoever dies in between
 * leaves the attempt, and the repeat of the command sends again, with the same Message-ID. A repeat of a mail
 * that is known to be out sends nothing.
 */
export function smtpConfirmations(mailer: Mailer, db: Sql): Service {
  // A caller that did not want to wait any longer comes back while the mail is still on its way.
  const underWay = new Map<string, Promise<ServiceAnswer>>();

  const send = async (booking: Booking): Promise<ServiceAnswer> => {
    const { orderId } = booking;
    const [begun] = (await db.query(beginSql, [orderId])).rows;
    if (begun === undefined) return { type: 'confirmation-sent' };
    const { attempt_id: attempt } = attemptRow.parse(begun);
    const mail = confirmationOf(booking);
    const handover = await mailer.send(mail);
    switch (handover.kind) {
      case 'taken':
        await db.query(takenSql, [attempt, orderId, mail.recipient, mail.subject]);
        return { type: 'confirmation-sent' };
      case 'refused':
        await db.query('DELETE FROM email.attempts WHERE attempt_id = $1', [attempt]);
        return { type: 'unavailable', reason: handover.reason };
      case 'unanswered':
        return { type: 'unavailable', reason: handover.reason };
    }
  };

  const sendOrJoin = (booking: Booking): Promise<ServiceAnswer> => {
    const { orderId } = booking;
    const known = underWay.get(orderId);
    if (known) return known;
    const sending = send(booking).finally(() => underWay.delete(orderId));
    underWay.set(orderId, sending);
    return sending;
  };

  return async (_sql, requests) => {
    const answers = new Map<string, ServiceAnswer>();
    const queue = requests.map(({ booking }) => booking);
    const giveUpAtMs = performance.now() + batchDeadlineMs;
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift())
        answers.set(
          next.orderId,
          performance.now() < giveUpAtMs ? await sendOrJoin(next) : tooSlow,
        );
    };
    const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return requests.map(({ booking }) => answers.get(booking.orderId) ?? tooSlow);
  };
}

const tooSlow: ServiceAnswer = { type: 'unavailable', reason: 'the mail server is too slow' };
