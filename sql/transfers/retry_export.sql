-- Has an export that failed or was called off written after all, unless its admin has as many under way already.
UPDATE exports SET
    status = 'queued',
    row_count = 0,
    expected_rows = NULL,
    error = NULL,
    finished_at = NULL,
    queued_at = now()
WHERE
    id = :export_id AND status IN ('failed', 'cancelled')
    AND (
        SELECT count(*) FROM exports AS others
        WHERE others.requested_by = exports.requested_by AND others.status IN ('queued', 'running')
    ) < :most::int
RETURNING kind, format, filters
