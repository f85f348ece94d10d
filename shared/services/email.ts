// Email Service: sends one confirmation per order into the mail sink.
import { serviceOf, type Service } from './service.ts';

const sendSql = `
WITH request AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS r (order_id, recipient, subject)
), fresh AS (
  INSERT INTO email.sent (order_id) SELECT order_id FROM request ORDER BY order_id
  ON CONFLICT DO NOTHING RETURNING order_id
)
INSERT INTO email.mail_sink (order_id, recipient, subject)
SELECT order_id, recipient, subject FROM request JOIN fresh USING (order_id)`;

const sendConfirmation: Service = async (sql, requests) => {
  await sql.query(sendSql, [
    requests.map((r) => r.booking.orderId),
    requests.map((r) => r.booking.email),
    requests.map((r) => `Your booking on ${r.booking.flight} is confirmed`),
  ]);
  return requests.map(() => ({ type: 'confirmation-sent' }));
};

/** The Email Service: `send-confirmation`, idempotent by order id. */
export const emailService: Service = serviceOf('email', (r) => r.booking.orderId, {
  'send-confirmation': sendConfirmation,
});
