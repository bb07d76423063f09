-- What every feature stands on: the store, the rights of the program's role, idempotency, outbox and audit.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- One row: what the read models are built for. The settings are the truth, `migrate` copies them here.
CREATE TABLE store (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    time_zone text NOT NULL
);

CREATE FUNCTION set_store(new_currency text, new_time_zone text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO store (currency, time_zone) VALUES (new_currency, new_time_zone)
    ON CONFLICT (only_row) DO UPDATE SET currency = excluded.currency, time_zone = excluded.time_zone
    WHERE (store.currency, store.time_zone) IS DISTINCT FROM (excluded.currency, excluded.time_zone)
$$;

-- The program connects as a role that owns nothing: it reads and writes rows, refreshes read models, and may only
-- append to what is a record of the past. Where owner and program are one role there is nothing to grant.
CREATE FUNCTION grant_program_rights(role_name text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    relation record;
BEGIN
    IF role_name = current_user OR role_name = '' THEN
        RETURN;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', role_name);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', role_name);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO %I', role_name);
    FOR relation IN SELECT c.oid::regclass AS name FROM pg_class AS c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'm'
    LOOP
        EXECUTE format('GRANT MAINTAIN ON %s TO %I', relation.name, role_name);
    END LOOP;
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON schema_migrations, store FROM %I', role_name);
    FOR relation IN SELECT to_regclass(t)::text AS name
        FROM unnest(ARRAY['audit_log', 'stock_movements', 'order_events']) AS t
        WHERE to_regclass(t) IS NOT NULL
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM %I', relation.name, role_name);
    END LOOP;
END
$$;

-- An answer kept for 24 h, written in the transaction of the work it answers.
CREATE TABLE idempotency_keys (
    principal text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, operation, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- Work to do after a commit: `pending` waits for the relay, `claimed` was handed to a worker, `dead` is an admin's.
CREATE TABLE outbox (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    job text NOT NULL,
    arguments jsonb NOT NULL,
    -- One row for each event and recipient: a second `stage` of the same fact does nothing.
    dedup_key text,
    queue text NOT NULL DEFAULT 'default' CHECK (queue IN ('default', 'transfers')),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'claimed', 'done', 'dead')),
    attempts int NOT NULL DEFAULT 0,
    run_after timestamptz NOT NULL DEFAULT now(),
    claimed_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE UNIQUE INDEX outbox_dedup_key ON outbox (dedup_key);
CREATE INDEX outbox_waiting_idx ON outbox (run_after, id) WHERE status = 'pending';
CREATE INDEX outbox_claimed_idx ON outbox (claimed_until) WHERE status = 'claimed';
CREATE INDEX outbox_dead_idx ON outbox (id) WHERE status = 'dead';
CREATE INDEX outbox_done_idx ON outbox (finished_at) WHERE status = 'done';

CREATE TABLE audit_log (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    at timestamptz NOT NULL DEFAULT now(),
    actor_id uuid,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id text NOT NULL,
    before jsonb,
    after jsonb,
    request_id text,
    address text
);
CREATE INDEX audit_log_object_idx ON audit_log (object_type, object_id, id DESC);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_id, id DESC);
