-- What was bought: orders, their lines, their history, and the money and goods that went out and came back.

CREATE TABLE orders (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    number text NOT NULL CONSTRAINT orders_number_key UNIQUE,
    user_id uuid REFERENCES users (id),
    -- The cart it was made from: one order a cart, whoever asks twice.
    cart_id uuid NOT NULL CONSTRAINT orders_cart_id_key UNIQUE,
    email text NOT NULL,
    status text NOT NULL
        CHECK (status IN ('pending', 'confirmed', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded')),
    payment_status text NOT NULL
        CHECK (payment_status IN ('unpaid', 'authorized', 'paid', 'partially_refunded', 'refunded', 'failed')),
    payment_provider text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    subtotal bigint NOT NULL CHECK (subtotal >= 0),
    discount_total bigint NOT NULL DEFAULT 0 CHECK (discount_total >= 0),
    shipping_total bigint NOT NULL DEFAULT 0 CHECK (shipping_total >= 0),
    tax_total bigint NOT NULL DEFAULT 0 CHECK (tax_total >= 0),
    prices_include_tax boolean NOT NULL DEFAULT false,
    total bigint NOT NULL CHECK (total >= 0),
    paid_total bigint NOT NULL DEFAULT 0 CHECK (paid_total >= 0),
    refunded_total bigint NOT NULL DEFAULT 0 CHECK (refunded_total >= 0),
    coupon text,
    shipping_method text NOT NULL,
    shipping_address jsonb NOT NULL,
    billing_address jsonb NOT NULL,
    note text,
    placed_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT orders_total_is_a_sum CHECK (
        total = subtotal - discount_total + shipping_total + CASE WHEN prices_include_tax THEN 0 ELSE tax_total END
    ),
    CONSTRAINT orders_paid_within_total CHECK (paid_total <= total),
    CONSTRAINT orders_refunded_within_paid CHECK (refunded_total <= paid_total)
);
CREATE INDEX orders_placed_at_idx ON orders (placed_at DESC, id DESC);
CREATE INDEX orders_user_id_idx ON orders (user_id, placed_at DESC, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX orders_status_idx ON orders (status, placed_at DESC, id DESC);
CREATE INDEX orders_updated_at_idx ON orders (updated_at);

CREATE TABLE order_items (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    order_id uuid NOT NULL REFERENCES orders (id),
    position int NOT NULL,
    product_id uuid NOT NULL REFERENCES products (id),
    variant_id uuid NOT NULL REFERENCES variants (id),
    -- What was bought as it then was: names and prices of the catalogue may change, the order does not.
    sku text NOT NULL,
    name text NOT NULL,
    options jsonb NOT NULL,
    quantity int NOT NULL CHECK (quantity > 0),
    unit_price bigint NOT NULL CHECK (unit_price >= 0),
    discount bigint NOT NULL DEFAULT 0,
    tax bigint NOT NULL DEFAULT 0 CHECK (tax >= 0),
    line_total bigint NOT NULL,
    refunded_quantity int NOT NULL DEFAULT 0,
    restocked_quantity int NOT NULL DEFAULT 0,
    CONSTRAINT order_items_variant_key UNIQUE (order_id, variant_id),
    CONSTRAINT order_items_discount_within_line CHECK (discount BETWEEN 0 AND unit_price * quantity),
    CONSTRAINT order_items_line_total CHECK (line_total = unit_price * quantity - discount),
    CONSTRAINT order_items_refunded CHECK (refunded_quantity BETWEEN 0 AND quantity),
    CONSTRAINT order_items_restocked CHECK (restocked_quantity BETWEEN 0 AND quantity)
);
CREATE INDEX order_items_product_id_idx ON order_items (product_id);

-- Append-only: the path an order took. The first row has no `from_status`.
CREATE TABLE order_events (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    order_id uuid NOT NULL REFERENCES orders (id),
    from_status text,
    status text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    note text,
    actor_id uuid
);
CREATE INDEX order_events_order_id_idx ON order_events (order_id, id);

CREATE TABLE shipments (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    order_id uuid NOT NULL REFERENCES orders (id),
    carrier text NOT NULL,
    tracking_number text NOT NULL,
    url text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX shipments_order_id_idx ON shipments (order_id);

-- The ledger of money that came in; `orders.paid_total` is its sum.
CREATE TABLE payments (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    order_id uuid NOT NULL REFERENCES orders (id),
    provider text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    actor_id uuid,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payments_order_id_idx ON payments (order_id);

-- The ledger of money that went back; `orders.refunded_total` is its sum.
CREATE TABLE refunds (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    order_id uuid NOT NULL REFERENCES orders (id),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    reason text NOT NULL,
    actor_id uuid,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX refunds_order_id_idx ON refunds (order_id);
CREATE INDEX refunds_created_at_idx ON refunds (created_at);

CREATE TABLE refund_items (
    refund_id uuid NOT NULL REFERENCES refunds (id),
    order_item_id uuid NOT NULL REFERENCES order_items (id),
    quantity int NOT NULL CHECK (quantity > 0),
    restock boolean NOT NULL,
    PRIMARY KEY (refund_id, order_item_id)
);
CREATE INDEX refund_items_order_item_id_idx ON refund_items (order_item_id);
