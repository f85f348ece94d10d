// Email Service: sends one confirmation per order, through SMTP or into the mail sink alone.
import type { Sql } from '../db/database.ts';
import { subjectOf } from './confirmation.ts';
import { serviceOf, type Service } from './service.ts';
import { smtpConfirmations } from './smtp-confirmations.ts';
import type { Mailer } from './smtp-mailer.ts';

const sendSql = `
WITH request AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS r (order_id, recipient, subject)
), fresh AS (
  INSERT INTO email.sent (order_id) SELECT order_id FROM request ORDER BY order_id
  ON CONFLICT DO NOTHING RETURNING order_id
)
INSERT INTO email.mail_sink (order_id, recipient, subject)
SELECT order_id, recipient, subject FROM request JOIN fresh USING (order_id)`;

const intoTheSink: Service = async (sql, requests) => {
  await sql.write(sendSql, [
    requests.map((r) => r.booking.orderId),
    requests.map((r) => r.booking.email),
    requests.map((r) => subjectOf(r.booking)),
  ]);
  return requests.map(() => ({ type: 'confirmation-sent' }));
};

/**
 * The Email Service: `send-confirmation`, idempotent by order id. Without `smtp` the mail sink is where mails
 * go; with it the sink lists the mails that the SMTP server has taken. `db` is a pool of the service's own.
 */
export function emailService(smtp?: { mailer: Mailer; db: Sql }): Service {
  return serviceOf('email', (r) => r.booking.orderId, {
    'send-confirmation': smtp ? smtpConfirmations(smtp.mailer, smtp.db) : intoTheSink,
  });
}
