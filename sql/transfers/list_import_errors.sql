-- What an import left out, by row.
SELECT row, message
FROM import_errors
WHERE import_id = :import_id
ORDER BY row, message
LIMIT :most
