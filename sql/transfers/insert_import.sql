-- Notes an import whose file is already stored.
INSERT INTO imports (kind, file_name, storage_key, is_dry_run, requested_by, applies_once)
VALUES (:kind, :file_name, :storage_key, :is_dry_run, :requested_by::uuid, :applies_once::bytea)
RETURNING id
