-- What became of the rows of a chunk.
INSERT INTO import_rows (import_id, row, outcome, item, message)
SELECT :import_id, told.row, told.outcome, told.item, told.message
FROM unnest(:rows::int[], :outcomes::text[], :items::text[], :messages::text[]) AS told (row, outcome, item, message)
ON CONFLICT DO NOTHING
