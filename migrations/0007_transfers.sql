-- What goes out as a file and what comes in as one.

CREATE TABLE exports (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('orders', 'products', 'users', 'inventory')),
    format text NOT NULL CHECK (format IN ('csv', 'xlsx', 'parquet')),
    filters jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
    row_count bigint NOT NULL DEFAULT 0,
    expected_rows bigint,
    bytes bigint NOT NULL DEFAULT 0,
    storage_key text,
    error text,
    requested_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    expires_at timestamptz
);

CREATE TABLE imports (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('products')),
    file_name text NOT NULL,
    storage_key text NOT NULL,
    is_dry_run boolean NOT NULL DEFAULT false,
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
    total_rows int,
    done_rows int NOT NULL DEFAULT 0,
    created int NOT NULL DEFAULT 0,
    updated int NOT NULL DEFAULT 0,
    unchanged int NOT NULL DEFAULT 0,
    error text,
    requested_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);

CREATE TABLE import_errors (
    import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    row int NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (import_id, row, message)
);
