-- Another role; only a vendor has a vendor's page.
UPDATE users SET role = :role, vendor_id = :vendor_id, updated_at = now() WHERE id = :user_id
