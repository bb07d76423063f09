-- What vendors read of orders: whose goods a line sold, as it was when the order was placed, and each vendor's orders.

ALTER TABLE order_items ADD COLUMN vendor_id uuid REFERENCES vendors (id);

UPDATE order_items
SET vendor_id = products.vendor_id
FROM products
WHERE products.id = order_items.product_id AND products.vendor_id IS NOT NULL;

-- The orders that hold goods of a vendor. Day and status stand here too, so that his list and its number are read off
-- one index, however many orders he and the others have.
CREATE TABLE vendor_orders (
    order_id uuid NOT NULL REFERENCES orders (id),
    vendor_id uuid NOT NULL REFERENCES vendors (id),
    placed_at timestamptz NOT NULL,
    status text NOT NULL,
    PRIMARY KEY (order_id, vendor_id)
);

INSERT INTO vendor_orders (order_id, vendor_id, placed_at, status)
SELECT DISTINCT orders.id, order_items.vendor_id, orders.placed_at, orders.status
FROM order_items
JOIN orders ON orders.id = order_items.order_id
WHERE order_items.vendor_id IS NOT NULL;

CREATE INDEX vendor_orders_newest_idx ON vendor_orders (vendor_id, placed_at DESC, order_id DESC) INCLUDE (status);

-- A trigger, so that no command that takes an order further can forget it. The order's row is locked by then.
CREATE FUNCTION follow_order_status() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE vendor_orders SET status = new.status WHERE order_id = new.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER orders_follow_status AFTER UPDATE OF status ON orders
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status) EXECUTE FUNCTION follow_order_status();
