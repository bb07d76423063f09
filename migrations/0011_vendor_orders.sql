-- Whose goods a line sold, as it was when the order was placed: what vendors read of orders. `placed_at` is the order's
-- own, so that a vendor's newest orders are the end of one index however many orders there are.

ALTER TABLE order_items
    ADD COLUMN vendor_id uuid REFERENCES vendors (id),
    ADD COLUMN placed_at timestamptz;

UPDATE order_items
SET vendor_id = products.vendor_id, placed_at = orders.placed_at
FROM orders, products
WHERE orders.id = order_items.order_id AND products.id = order_items.product_id;

ALTER TABLE order_items ALTER COLUMN placed_at SET NOT NULL;

CREATE INDEX order_items_vendor_idx ON order_items (vendor_id, placed_at DESC, order_id DESC)
    WHERE vendor_id IS NOT NULL;
