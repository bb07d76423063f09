-- Notes an import whose file is already stored.
INSERT INTO imports (kind, file_name, storage_key, is_dry_run, requested_by)
VALUES ('products', :file_name, :storage_key, :is_dry_run, :requested_by::uuid)
RETURNING id
