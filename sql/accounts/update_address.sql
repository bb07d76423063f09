-- Rewrites an address; no row where it is not this user's.
UPDATE addresses
SET
    full_name = :full_name,
    phone = :phone,
    line1 = :line1,
    line2 = :line2,
    city = :city,
    region = :region,
    postal_code = :postal_code,
    country = :country,
    is_default = :is_default,
    updated_at = now()
WHERE id = :address_id AND user_id = :user_id
RETURNING id, full_name, line1, line2, city, region, postal_code, country, phone, is_default
