-- The accounts that a file of customers names, locked in the order of their ids, with the address that parcels go to.
-- `is_own` is one that somebody has taken into his hands.
SELECT
    users.id,
    users.email_key,
    users.full_name,
    users.phone,
    users.role = 'customer' AND users.status = 'active' AS is_customer,
    users.email_verified_at IS NOT NULL OR users.password_hash IS NOT NULL AS is_own,
    (
        SELECT jsonb_build_object(
            'full_name', a.full_name, 'line1', a.line1, 'line2', a.line2, 'city', a.city, 'region', a.region,
            'postal_code', a.postal_code, 'country', a.country, 'phone', a.phone
        )
        FROM addresses AS a
        WHERE a.user_id = users.id AND a.is_default
    ) AS address
FROM users
WHERE users.email_key = ANY(:email_keys::text[])
ORDER BY users.id
FOR UPDATE OF users
