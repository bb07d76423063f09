-- What became of the rows of an import, in their order, after the place where the last page ended.
SELECT row, outcome, item, message
FROM import_rows
WHERE
    import_id = :import_id
    AND (:outcome::text IS NULL OR outcome = :outcome)
    AND (:after_row::int IS NULL OR (row, message) > (:after_row, :after_message::text))
ORDER BY row, message
LIMIT :most OFFSET :skip
