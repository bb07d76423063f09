-- Names what a chunk left out.
INSERT INTO import_errors (import_id, row, message)
SELECT :import_id, mistakes.row, mistakes.message
FROM unnest(:rows::int[], :messages::text[]) AS mistakes (row, message)
ON CONFLICT DO NOTHING
