-- Makes vendors, but those that exist.
INSERT INTO vendors (name, name_key)
SELECT given.name, given.key
FROM unnest(:names::text[], :keys::text[]) AS given (name, key)
ORDER BY given.key
ON CONFLICT DO NOTHING
