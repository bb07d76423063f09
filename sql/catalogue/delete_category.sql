-- Removes an empty category.
DELETE FROM categories WHERE id = :category_id
