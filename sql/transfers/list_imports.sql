-- A page of imports, newest first.
SELECT
    id,
    kind,
    file_name,
    storage_key,
    is_dry_run,
    requested_by,
    status,
    total_rows,
    done_rows,
    created,
    updated,
    unchanged,
    large_changes,
    error,
    created_at,
    finished_at,
    error_count
FROM imports
WHERE :before::uuid IS NULL OR id < :before
ORDER BY id DESC
LIMIT :most OFFSET :skip
