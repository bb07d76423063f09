-- Parcels with their items, and what admins note about an order.
CREATE TABLE shipment_items (
    shipment_id uuid NOT NULL REFERENCES shipments (id) ON DELETE CASCADE,
    order_item_id uuid NOT NULL REFERENCES order_items (id),
    quantity int NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (shipment_id, order_item_id)
);
CREATE INDEX shipment_items_order_item_idx ON shipment_items (order_item_id);

-- How many of a line have left, in a parcel with a number or without one.
ALTER TABLE order_items
ADD COLUMN shipped_quantity int NOT NULL DEFAULT 0,
ADD CONSTRAINT order_items_shipped_quantity_check CHECK (shipped_quantity BETWEEN 0 AND quantity);

-- A parcel took all of its order until now.
INSERT INTO shipment_items (shipment_id, order_item_id, quantity)
SELECT first.id, line.id, line.quantity
FROM (SELECT DISTINCT ON (s.order_id) s.id, s.order_id FROM shipments AS s ORDER BY s.order_id, s.id) AS first
JOIN order_items AS line ON line.order_id = first.order_id;
UPDATE order_items SET shipped_quantity = quantity
FROM orders
WHERE orders.id = order_items.order_id AND orders.status IN ('shipped', 'delivered');

CREATE TABLE order_notes (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    order_id uuid NOT NULL REFERENCES orders (id),
    actor_id uuid NOT NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX order_notes_order_id_idx ON order_notes (order_id, id);
