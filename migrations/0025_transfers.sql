-- More kinds of exports, exports that are called off or asked for again, customers that come in as a file, and what
-- became of each row of one.

ALTER TABLE exports
    DROP CONSTRAINT exports_kind_check,
    ADD CONSTRAINT exports_kind_check CHECK (
        kind IN ('orders', 'order_lines', 'products', 'users', 'inventory', 'movements', 'audit')
    ),
    DROP CONSTRAINT exports_status_check,
    ADD CONSTRAINT exports_status_check CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    -- Counts the workers that began with it. Only the last one writes: the others stop when they see another number.
    ADD COLUMN run int NOT NULL DEFAULT 0,
    ADD COLUMN queued_at timestamptz NOT NULL DEFAULT now(),
    -- What whoever opens the file should know of it, a sentence each.
    ADD COLUMN notes jsonb NOT NULL DEFAULT '[]';

ALTER TABLE imports
    DROP CONSTRAINT imports_kind_check,
    ADD CONSTRAINT imports_kind_check CHECK (kind IN ('products', 'prices', 'stock', 'customers')),
    ADD COLUMN error_count int NOT NULL DEFAULT 0;
UPDATE imports
SET error_count = (SELECT count(*) FROM import_errors WHERE import_errors.import_id = imports.id)
WHERE EXISTS (SELECT FROM import_errors WHERE import_errors.import_id = imports.id);

-- What became of each row, no longer only of those that were left out. Of customers it names nobody: a row's number is
-- enough for whoever has the file.
ALTER TABLE import_errors RENAME TO import_rows;
ALTER TABLE import_rows RENAME CONSTRAINT import_errors_pkey TO import_rows_pkey;
ALTER TABLE import_rows RENAME CONSTRAINT import_errors_import_id_fkey TO import_rows_import_id_fkey;
ALTER TABLE import_rows
    ADD COLUMN outcome text NOT NULL DEFAULT 'refused'
        CHECK (outcome IN ('created', 'updated', 'unchanged', 'refused')),
    ADD COLUMN item text;
ALTER TABLE import_rows ALTER COLUMN outcome DROP DEFAULT;
CREATE INDEX import_rows_outcome_idx ON import_rows (import_id, outcome, row, message);
