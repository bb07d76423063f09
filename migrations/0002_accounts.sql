-- Who may come in: vendors, users and their sessions.

CREATE TABLE vendors (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    -- The name folded for comparison, so that an import finds the vendor again.
    name_key text NOT NULL CONSTRAINT vendors_name_key UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    email text NOT NULL,
    -- The address in NFKC, case folded: one person, one row, however it is typed.
    email_key text NOT NULL CONSTRAINT users_email_key UNIQUE,
    full_name text NOT NULL,
    phone text,
    role text NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'vendor', 'admin')),
    vendor_id uuid REFERENCES vendors (id),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled', 'erased')),
    password_hash text,
    email_verified_at timestamptz,
    -- Counts the registrations of an address that is not verified yet: the last one counts, and only its link verifies.
    registration int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_vendor_role CHECK (vendor_id IS NULL OR role = 'vendor')
);
CREATE INDEX users_created_at_idx ON users (created_at);
CREATE INDEX users_vendor_id_idx ON users (vendor_id) WHERE vendor_id IS NOT NULL;

-- One row for each log-in, and with it the family of refresh tokens that descend from it. A token names its session
-- and its generation and is signed with `secret`, so at most one generation is valid and no token is stored.
CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    secret bytea NOT NULL,
    generation int NOT NULL DEFAULT 1,
    rotated_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    end_reason text CHECK (
        end_reason IN ('logout', 'refresh_reused', 'password_changed', 'role_changed', 'disabled', 'ended')
    ),
    user_agent text,
    address text
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
