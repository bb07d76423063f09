-- What a file says of accounts that are nobody's own yet.
UPDATE users
SET full_name = given.full_name, phone = given.phone, updated_at = now()
FROM unnest(:ids::uuid[], :full_names::text[], :phones::text[]) AS given (id, full_name, phone)
WHERE users.id = given.id
