-- Goods that come back: asked for by the buyer, decided and received by the shop.
CREATE TABLE order_returns (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    order_id uuid NOT NULL REFERENCES orders (id),
    status text NOT NULL DEFAULT 'requested'
    CHECK (status IN ('requested', 'approved', 'rejected', 'cancelled', 'received')),
    -- What the buyer says, and what the shop answered last.
    reason text NOT NULL,
    note text,
    -- The money that was given back for it, where that was any.
    refund_id uuid CONSTRAINT order_returns_refund_id_key UNIQUE REFERENCES refunds (id),
    requested_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    received_at timestamptz,
    CONSTRAINT order_returns_received CHECK ((received_at IS NOT NULL) = (status = 'received')),
    CONSTRAINT order_returns_refund_of_received CHECK (refund_id IS NULL OR status = 'received')
);
CREATE INDEX order_returns_order_id_idx ON order_returns (order_id, id);
CREATE INDEX order_returns_status_idx ON order_returns (status, id);

CREATE TABLE order_return_items (
    return_id uuid NOT NULL REFERENCES order_returns (id),
    order_item_id uuid NOT NULL REFERENCES order_items (id),
    quantity int NOT NULL CHECK (quantity > 0),
    received_quantity int NOT NULL DEFAULT 0,
    restocked_quantity int NOT NULL DEFAULT 0,
    PRIMARY KEY (return_id, order_item_id),
    CONSTRAINT order_return_items_received CHECK (received_quantity BETWEEN 0 AND quantity),
    CONSTRAINT order_return_items_restocked CHECK (restocked_quantity BETWEEN 0 AND received_quantity)
);
CREATE INDEX order_return_items_order_item_id_idx ON order_return_items (order_item_id);
