-- Whether an order or the ledger of stock names a product, or pictures of it are in storage.
SELECT
    EXISTS (SELECT 1 FROM order_items AS line WHERE line.product_id = :product_id)
    OR EXISTS (SELECT 1 FROM stock_movements AS m WHERE m.variant_id = ANY(:variant_ids::uuid[]))
    OR EXISTS (
        SELECT 1 FROM images WHERE images.product_id = :product_id AND images.status <> 'external'
    ) AS is_in_use
