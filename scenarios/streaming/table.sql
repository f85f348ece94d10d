-- The source article's table, as written.
CREATE TABLE streaming_update_table (
  id serial PRIMARY KEY,
  data varchar(256) NOT NULL,
  is_soft_deleted boolean default false,
  create_date timestamp NOT NULL default now(),
  last_updated timestamp NOT NULL default now()
);

CREATE OR REPLACE FUNCTION update_last_updated_column()
RETURNS TRIGGER AS $$
BEGIN
  NEW.last_updated = now();
  RETURN NEW;
END;
$$ language 'plpgsql';

CREATE TRIGGER update_last_updated_column
BEFORE UPDATE ON streaming_update_table
FOR EACH ROW EXECUTE PROCEDURE update_last_updated_column();

-- What the harness adds to tell what is true. Versions of a row are counted in the order of its commits, for
-- whoever updates a row waits for the one who did before; and every committed version is written down in the
-- transaction that makes it, so that rollbacks and killed servers cannot make the list lie.
ALTER TABLE streaming_update_table ADD COLUMN version int NOT NULL DEFAULT 1;

CREATE FUNCTION count_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER count_version BEFORE UPDATE ON streaming_update_table
  FOR EACH ROW EXECUTE FUNCTION count_version();

CREATE TABLE truth (
  id int NOT NULL,
  version int NOT NULL,
  is_delete boolean NOT NULL,
  stamped timestamp NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE FUNCTION write_truth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO truth (id, version, is_delete, stamped)
    SELECT id, CASE WHEN TG_OP = 'DELETE' THEN version + 1 ELSE version END, TG_OP = 'DELETE', last_updated
    FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER truth_of_insert AFTER INSERT ON streaming_update_table
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION write_truth();
CREATE TRIGGER truth_of_update AFTER UPDATE ON streaming_update_table
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION write_truth();
CREATE TRIGGER truth_of_delete AFTER DELETE ON streaming_update_table
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION write_truth();

INSERT INTO streaming_update_table (data) SELECT 'row ' || n FROM generate_series(1, 5000) n;
