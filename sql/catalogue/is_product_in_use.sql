-- Whether an order or the ledger of stock names a product.
SELECT
    EXISTS (SELECT 1 FROM order_items AS line WHERE line.product_id = :product_id)
    OR EXISTS (SELECT 1 FROM stock_movements AS m WHERE m.variant_id = ANY(:variant_ids::uuid[])) AS is_in_use
