-- Takes an address out of the book and says whether it was the default; no row where it is not this user's.
DELETE FROM addresses WHERE id = :address_id AND user_id = :user_id RETURNING is_default
