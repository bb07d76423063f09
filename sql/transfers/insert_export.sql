-- Notes an export, unless its admin has as many under way already.
INSERT INTO exports (kind, format, filters, requested_by)
SELECT :kind::text, :format::text, :filters::jsonb, :requested_by::uuid
WHERE (
    SELECT count(*) FROM exports WHERE requested_by = :requested_by AND status IN ('queued', 'running')
) < :most::int
RETURNING id
