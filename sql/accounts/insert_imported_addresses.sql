-- The addresses of a file, each the default one of its account.
INSERT INTO addresses (user_id, full_name, phone, line1, line2, city, region, postal_code, country, is_default)
SELECT
    given.user_id, given.full_name, given.phone, given.line1, given.line2, given.city, given.region,
    given.postal_code, given.country, true
FROM unnest(
    :user_ids::uuid[], :full_names::text[], :phones::text[], :line1s::text[], :line2s::text[], :cities::text[],
    :regions::text[], :postal_codes::text[], :countries::text[]
) AS given (user_id, full_name, phone, line1, line2, city, region, postal_code, country)
