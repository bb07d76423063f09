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

-- How many decimal digits a currency has (ISO 4217); rowlock.money holds the same list.
CREATE FUNCTION currency_digits(currency text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN currency IN (
            'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'
        ) THEN 0
        WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
        ELSE 2
    END
$$;

-- An amount as a decimal with all digits of its currency: 1900 in USD is 19.00.
CREATE FUNCTION decimal_amount(amount bigint, digits int) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE digits WHEN 2 THEN amount * 0.01 WHEN 0 THEN amount::numeric ELSE amount * 0.001 END
$$;

-- RFC 3339 in UTC.
CREATE FUNCTION instant_text(instant timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace((instant AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'
$$;

-- Text that a spreadsheet would run as a formula, with an apostrophe before it; rowlock.transfers.files says the same
-- of XLSX. The first comparisons spare nearly every cell the regular expression: 48 is where digits and letters begin.
CREATE FUNCTION neutral_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN ascii(value) BETWEEN 65 AND 122 OR ascii(value) BETWEEN 48 AND 57 THEN value
        WHEN value ~ '^([\t\r]|[\s"'';,|]*[=+\-@＝＋－＠])' THEN '''' || value
        ELSE value
    END
$$;
