-- Prices and stock that come in as files, products that leave as Shopify writes them.

ALTER TABLE exports DROP CONSTRAINT exports_format_check;
ALTER TABLE exports ADD CONSTRAINT exports_format_check CHECK (format IN ('csv', 'xlsx', 'parquet', 'shopify_csv'));

ALTER TABLE imports DROP CONSTRAINT imports_kind_check;
ALTER TABLE imports ADD CONSTRAINT imports_kind_check CHECK (kind IN ('products', 'prices', 'stock'));
-- Prices that changed by more than half.
ALTER TABLE imports ADD COLUMN large_changes int NOT NULL DEFAULT 0;
-- The file goes some days after its import has ended.
ALTER TABLE imports ALTER COLUMN storage_key DROP NOT NULL;
CREATE INDEX imports_ended_idx ON imports (finished_at) WHERE finished_at IS NOT NULL AND storage_key IS NOT NULL;
-- SHA-256 of a file of differences, which must not be added twice; NULL for every other file.
ALTER TABLE imports ADD COLUMN applies_once bytea CONSTRAINT imports_applies_once_key UNIQUE;
