-- Notes that the file of an old import is gone, and with it what became of each row: of those that were refused it is
-- kept why, unless their file was one of people.
WITH forgotten AS (
    UPDATE imports SET storage_key = NULL WHERE id = :import_id RETURNING id, kind
)
DELETE FROM import_rows
USING forgotten
WHERE import_rows.import_id = forgotten.id AND (import_rows.outcome <> 'refused' OR forgotten.kind = 'customers')
