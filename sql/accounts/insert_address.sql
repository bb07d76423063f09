-- Adds to a user's address book.
INSERT INTO addresses (user_id, full_name, phone, line1, line2, city, region, postal_code, country, is_default)
VALUES (
    :user_id, :full_name, :phone, :line1, :line2, :city, :region, :postal_code, :country, :is_default
)
RETURNING id, full_name, line1, line2, city, region, postal_code, country, phone, is_default
