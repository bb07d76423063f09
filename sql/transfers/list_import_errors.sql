-- What an import left out, by row.
SELECT row, message
FROM import_rows
WHERE import_id = :import_id AND outcome = 'refused'
ORDER BY row, message
LIMIT :most
