-- How many rows such a list has, counted up to a limit.
SELECT count(*)
FROM (
    SELECT 1 FROM import_rows
    WHERE import_id = :import_id AND (:outcome::text IS NULL OR outcome = :outcome)
    LIMIT :most
) AS counted
