-- Locks documents in the order of their ids, before a change of stock would lock some of them.
SELECT 1 FROM product_documents WHERE product_id = ANY(:product_ids::uuid[]) ORDER BY product_id FOR UPDATE
