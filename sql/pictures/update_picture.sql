-- Rewrites what editors may change of a picture, its place aside.
UPDATE images SET alt = :alt, variant_id = :variant_id WHERE id = :id
