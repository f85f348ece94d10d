-- Email Service through SMTP: mails on their way, and those of which nobody knows whether they are out.
SET ROLE "{{prefix}}_email";
CREATE TABLE email.attempts (
  attempt_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id uuid NOT NULL,
  create_date timestamptz NOT NULL DEFAULT clock_timestamp()
);
RESET ROLE;
