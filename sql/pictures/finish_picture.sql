-- The renditions are in storage. Nothing where the picture was deleted or finished meanwhile.
UPDATE images
SET status = 'ready', renditions = :renditions
WHERE id = :id AND status = 'processing'
RETURNING product_id
