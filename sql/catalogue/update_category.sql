-- Rewrites a category and counts the change.
UPDATE categories
SET
    slug = :slug, name = :name, description = :description, parent_id = :parent_id, position = :position,
    version = version + 1, updated_at = now()
WHERE id = :category_id
