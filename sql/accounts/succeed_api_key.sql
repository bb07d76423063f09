-- Names the key that takes the place of another.
UPDATE api_keys SET successor_id = :successor_id WHERE id = :key_id
