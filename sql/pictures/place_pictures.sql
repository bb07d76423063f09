-- Puts the pictures of a locked product into this order.
UPDATE images
SET position = (given.place - 1)::int
FROM unnest(:ids::uuid[]) WITH ORDINALITY AS given (id, place)
WHERE images.id = given.id AND images.position <> given.place - 1
