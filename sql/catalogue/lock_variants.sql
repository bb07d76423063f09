-- Locks all variants of a product, removed ones too: a change of their stock that is under way is waited for.
SELECT id FROM variants WHERE product_id = :product_id ORDER BY id FOR UPDATE
