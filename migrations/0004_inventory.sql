-- How many there are, and every change of it. `on_hand` is the sum of its movements.

CREATE TABLE inventory (
    variant_id uuid PRIMARY KEY REFERENCES variants (id),
    on_hand int NOT NULL DEFAULT 0,
    low_stock_threshold int NOT NULL DEFAULT 5 CHECK (low_stock_threshold >= 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inventory_on_hand_not_negative CHECK (on_hand >= 0)
) WITH (fillfactor = 80); -- room for the hot rows to be updated in place

-- Append-only: the program's role may neither change nor delete a movement.
CREATE TABLE stock_movements (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    variant_id uuid NOT NULL REFERENCES variants (id),
    delta int NOT NULL CHECK (delta <> 0),
    reason text NOT NULL CHECK (reason IN ('initial', 'import', 'adjustment', 'sale', 'cancel', 'refund')),
    order_item_id uuid,
    -- What it belongs to beside the order line: the refund that put it back.
    reference_id uuid,
    actor_id uuid,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stock_movements_of_order CHECK ((order_item_id IS NOT NULL) = (reason IN ('sale', 'cancel', 'refund')))
);
CREATE INDEX stock_movements_variant_id_idx ON stock_movements (variant_id, id);
-- A line is sold once, cancelled once, and put back once by each refund.
CREATE UNIQUE INDEX stock_movements_order_item_key
    ON stock_movements (order_item_id, reason, reference_id) NULLS NOT DISTINCT WHERE order_item_id IS NOT NULL;
