-- A new category.
INSERT INTO categories (slug, name, description, parent_id, position)
VALUES (:slug, :name, :description, :parent_id, :position)
RETURNING id
