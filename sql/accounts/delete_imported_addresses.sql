-- Makes room for the addresses of a file.
DELETE FROM addresses WHERE user_id = ANY(:user_ids::uuid[]) AND is_default
