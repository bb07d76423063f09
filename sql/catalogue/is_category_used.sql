-- Whether a category has products, of whatever status, or categories below it.
SELECT
    EXISTS (SELECT 1 FROM products WHERE products.category_id = :category_id)
    OR EXISTS (SELECT 1 FROM categories WHERE categories.parent_id = :category_id) AS is_used
