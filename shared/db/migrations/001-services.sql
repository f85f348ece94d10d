-- One schema and one role per service, no grants across (DESIGN §2).
-- {{prefix}} is replaced by the run's own role prefix.

CREATE FUNCTION public.update_last_updated_column() RETURNS trigger AS $$
BEGIN
  NEW.last_updated = clock_timestamp();
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;

-- Gateway -------------------------------------------------------------------------------------
CREATE SCHEMA gateway AUTHORIZATION "{{prefix}}_gateway";
SET ROLE "{{prefix}}_gateway";
CREATE TABLE gateway.orders (
  order_id uuid PRIMARY KEY,
  flight text NOT NULL,
  seats int NOT NULL CHECK (seats BETWEEN 1 AND 9),
  card text NOT NULL,
  email text NOT NULL,
  step text NOT NULL,
  mail text,
  reason text,
  decided_at timestamptz,
  -- When the durable compensation may try this order again, and how often it has.
  retry_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  retries int NOT NULL DEFAULT 0,
  create_date timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_updated timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- Room to update a row in place: an order changes state several times within milliseconds.
ALTER TABLE gateway.orders SET (fillfactor = 50);
CREATE TRIGGER update_last_updated_column BEFORE UPDATE ON gateway.orders
  FOR EACH ROW EXECUTE FUNCTION public.update_last_updated_column();
RESET ROLE;

-- Ticket Service ------------------------------------------------------------------------------
CREATE SCHEMA ticket AUTHORIZATION "{{prefix}}_ticket";
SET ROLE "{{prefix}}_ticket";
CREATE TABLE ticket.flights (
  flight text PRIMARY KEY,
  capacity int NOT NULL,
  sold int NOT NULL DEFAULT 0,
  create_date timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_updated timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT never_oversold CHECK (sold BETWEEN 0 AND capacity)
);
-- Half-empty pages leave room to update `sold` in place: it is the hottest row of the system.
ALTER TABLE ticket.flights SET (fillfactor = 50);
CREATE TRIGGER update_last_updated_column BEFORE UPDATE ON ticket.flights
  FOR EACH ROW EXECUTE FUNCTION public.update_last_updated_column();
CREATE TABLE ticket.reservations (
  order_id uuid PRIMARY KEY,
  flight text NOT NULL,
  seats int NOT NULL,
  status text NOT NULL CHECK (status IN ('held', 'refused', 'released')),
  reason text,
  create_date timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_updated timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER update_last_updated_column BEFORE UPDATE ON ticket.reservations
  FOR EACH ROW EXECUTE FUNCTION public.update_last_updated_column();
RESET ROLE;

-- Billing Service -----------------------------------------------------------------------------
CREATE SCHEMA billing AUTHORIZATION "{{prefix}}_billing";
SET ROLE "{{prefix}}_billing";
CREATE TABLE billing.charges (
  idempotency_key text PRIMARY KEY,
  order_id uuid NOT NULL,
  amount_cents int NOT NULL,
  status text NOT NULL CHECK (status IN ('charged', 'declined', 'voided')),
  create_date timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_updated timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER update_last_updated_column BEFORE UPDATE ON billing.charges
  FOR EACH ROW EXECUTE FUNCTION public.update_last_updated_column();
RESET ROLE;

-- Email Service: its mails leave the house, so what it keeps is the mail sink --------------------
CREATE SCHEMA email AUTHORIZATION "{{prefix}}_email";
SET ROLE "{{prefix}}_email";
CREATE TABLE email.mail_sink (
  mail_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id uuid NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  create_date timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE email.sent (
  order_id uuid PRIMARY KEY,
  create_date timestamptz NOT NULL DEFAULT clock_timestamp()
);
RESET ROLE;

-- Card network: a third party. Append-only; entry_no 1 opens a key, entry_no 2 refunds its capture.
CREATE SCHEMA card_network AUTHORIZATION "{{prefix}}_card_network";
SET ROLE "{{prefix}}_card_network";
CREATE TABLE card_network.ledger (
  idempotency_key text NOT NULL,
  entry_no smallint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('capture', 'decline', 'void', 'refund')),
  order_id uuid NOT NULL,
  amount_cents int NOT NULL,
  create_date timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (idempotency_key, entry_no)
);
CREATE INDEX ledger_by_order ON card_network.ledger (order_id);
RESET ROLE;
