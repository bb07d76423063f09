-- Rewrites a category.
UPDATE categories
SET
    slug = :slug, name = :name, description = :description, parent_id = :parent_id, position = :position,
    updated_at = now()
WHERE id = :category_id
