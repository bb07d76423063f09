-- What was uploaded, and how far it is.
SELECT status, content_hash, format FROM images WHERE id = :id
