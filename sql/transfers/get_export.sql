-- One export; a link to it holds as long as the admin who asked for it is one.
SELECT
    id,
    kind,
    format,
    filters,
    status,
    row_count,
    expected_rows,
    bytes,
    notes,
    storage_key,
    error,
    created_at,
    finished_at,
    expires_at,
    coalesce(expires_at <= now(), false) AS is_expired,
    exists(
        SELECT 1 FROM users
        WHERE users.id = exports.requested_by AND users.role = 'admin' AND users.status = 'active'
    ) AS is_requester_admin
FROM exports
WHERE id = :export_id
