-- Removes a picture and says whether files of it are left behind.
DELETE FROM images WHERE id = :id RETURNING content_hash IS NOT NULL AS has_files
