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

-- What one minor unit of a currency is worth (ISO 4217; rowlock.money holds the same list). An amount times this is a
-- decimal with all digits of the currency: 1900 in USD is 19.00.
CREATE FUNCTION minor_unit(currency text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN currency IN (
            'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'
        ) THEN 1
        WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 0.001
        ELSE 0.01
    END
$$;

-- RFC 3339, where the session's time zone is UTC as in all of ours. This way costs a tenth of `AT TIME ZONE` and `||`.
CREATE FUNCTION instant_text(instant timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT replace(replace(instant::text, ' ', 'T'), '+00', 'Z')
$$;

-- Text that a spreadsheet would run as a formula, with an apostrophe before it; rowlock.transfers.files knows the same
-- texts. The first comparison, of one character with all that such a text can begin with, spares nearly every cell the
-- regular expression.
CREATE FUNCTION neutral_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN ascii(value) <> ALL (
            '{9,10,11,12,13,32,34,39,43,44,45,59,61,64,124,65291,65293,65309,65312}'::int[]
        ) THEN value
        WHEN value ~ '^([\t\r]|[ \n\v\f"'';,|]*[=+\-@＝＋－＠])' THEN '''' || value
        ELSE value
    END
$$;
