-- Counts a chunk in the transaction of the chunk itself; no row where another run has counted it already.
UPDATE imports SET
    done_rows = :done_rows,
    created = created + :created,
    updated = updated + :updated,
    unchanged = unchanged + :unchanged,
    large_changes = large_changes + :large_changes,
    error_count = error_count + :errors
WHERE id = :import_id AND done_rows = :from_rows AND status = 'running'
RETURNING id
