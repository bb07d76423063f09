-- One address of a user.
SELECT id, full_name, line1, line2, city, region, postal_code, country, phone, is_default
FROM addresses
WHERE id = :address_id AND user_id = :user_id
