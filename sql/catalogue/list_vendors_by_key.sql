-- The vendors of these names, folded.
SELECT name_key AS key, id FROM vendors WHERE name_key = ANY(:keys::text[])
