-- Forgets changes that every process has long seen.
DELETE FROM catalogue_changes WHERE changed_at < now() - interval '6 hours'
