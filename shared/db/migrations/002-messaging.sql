-- Outbox, inbox and retry queue, one set per service that talks through a broker.

DO $do$
DECLARE service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['gateway', 'ticket', 'billing', 'email'] LOOP
    EXECUTE format('SET ROLE %I', '{{prefix}}_' || service);
    EXECUTE format($sql$
      CREATE TABLE %1$I.outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL,
        key text NOT NULL,
        value text NOT NULL,
        create_date timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE %1$I.inbox (
        message_id uuid PRIMARY KEY,
        topic text NOT NULL,
        partition int NOT NULL,
        log_offset bigint NOT NULL,
        -- The same record again (not committed in time), and a second record of the same message.
        redeliveries int NOT NULL DEFAULT 0,
        duplicates int NOT NULL DEFAULT 0,
        create_date timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE %1$I.retry_queue (
        message_id uuid PRIMARY KEY,
        topic text NOT NULL,
        partition int NOT NULL,
        log_offset bigint NOT NULL,
        key text NOT NULL,
        value text NOT NULL,
        attempts int NOT NULL,
        due_at timestamptz NOT NULL,
        create_date timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX retry_queue_due ON %1$I.retry_queue (due_at);
    $sql$, service);
    RESET ROLE;
  END LOOP;
END $do$;
