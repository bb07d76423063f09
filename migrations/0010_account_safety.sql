-- Accounts, the rest of them: guesses at passwords and codes, resets, changes of address, the address book, API keys.

-- Wrong guesses at what only an owner knows, counted for any address, whether or not it has an account. `network` is
-- where an owner has logged in before, or '' for everybody else: strangers share one budget and cannot use up his.
CREATE TABLE guesses (
    purpose text NOT NULL CHECK (purpose IN ('password', 'reset_code')),
    email_key text NOT NULL,
    network text NOT NULL,
    failures int NOT NULL DEFAULT 0,
    failed_at timestamptz,
    -- Guesses that are being looked at: they count as wrong until it is known that they are not.
    pending int NOT NULL DEFAULT 0,
    begun_at timestamptz NOT NULL,
    PRIMARY KEY (purpose, email_key, network)
);
CREATE INDEX guesses_begun_at_idx ON guesses (begun_at);

-- The newest reset of a password. Its code is derived from `id` by the server's key and stored nowhere.
CREATE TABLE password_resets (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- How far ahead of its pace the sending of mails is (GCRA), so that nobody's mailbox is flooded.
    paced_until timestamptz NOT NULL
);

-- The address that a user wants to have, until its owner confirms it.
CREATE TABLE email_changes (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    email text NOT NULL,
    email_key text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE addresses (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    full_name text NOT NULL,
    phone text,
    line1 text NOT NULL,
    line2 text,
    city text NOT NULL,
    region text,
    postal_code text NOT NULL,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    is_default boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX addresses_user_id_idx ON addresses (user_id, id DESC);
CREATE UNIQUE INDEX addresses_default_key ON addresses (user_id) WHERE is_default;

-- What a program calls with. It may do what its owner may at that moment, within its scopes.
CREATE TABLE api_keys (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL,
    -- The beginning of the key, by which its owner knows it again; the rest only as a hash.
    prefix text NOT NULL,
    key_hash bytea NOT NULL CONSTRAINT api_keys_key_hash_key UNIQUE,
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    -- The key that takes its place, where it was rotated.
    successor_id uuid REFERENCES api_keys (id)
);
CREATE INDEX api_keys_user_id_idx ON api_keys (user_id, id DESC);

ALTER TABLE sessions DROP CONSTRAINT sessions_end_reason_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_end_reason_check CHECK (
    end_reason IN ('logout', 'refresh_reused', 'password_changed', 'disabled', 'ended', 'erased')
);

-- The list of users, newest first, and its search by a part of a name or an address.
CREATE INDEX users_list_idx ON users (role, status, id DESC);
CREATE INDEX users_search_idx ON users USING gin ((lower(email || ' ' || full_name)) gin_trgm_ops);
CREATE INDEX users_erased_idx ON users (id) WHERE status = 'erased';

CREATE INDEX audit_log_action_idx ON audit_log (action, id DESC);

-- Which key an admin's program used, where it was not the admin himself.
ALTER TABLE audit_log ADD COLUMN api_key_id uuid;

-- Where a session was begun, as far as networks are told apart: an IPv4 address, or the first half of an IPv6 one.
ALTER TABLE sessions ADD COLUMN network text;
CREATE INDEX sessions_network_idx ON sessions (user_id, network, created_at);

-- Limits on passwords and codes while Redis is away: how far ahead of its pace a key is.
CREATE TABLE rate_limits (
    key text PRIMARY KEY,
    paced_until timestamptz NOT NULL
);
