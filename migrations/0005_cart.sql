-- What somebody means to buy. A cart ends when it is ordered; an anonymous one also when nobody used it for 30 days.

CREATE TABLE carts (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid CONSTRAINT carts_user_id_key UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the visitor's token.
    token_hash bytea CONSTRAINT carts_token_hash_key UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    CONSTRAINT carts_owner CHECK ((user_id IS NULL) <> (token_hash IS NULL)),
    CONSTRAINT carts_expiry CHECK ((expires_at IS NULL) = (user_id IS NOT NULL))
);
CREATE INDEX carts_expires_at_idx ON carts (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX carts_updated_at_idx ON carts (updated_at);

CREATE TABLE cart_items (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    cart_id uuid NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    variant_id uuid NOT NULL REFERENCES variants (id),
    quantity int NOT NULL CHECK (quantity BETWEEN 1 AND 10000),
    -- What the visitor last saw, so that a change of price is shown before it is paid.
    seen_price bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cart_items_variant_key UNIQUE (cart_id, variant_id)
);
CREATE INDEX cart_items_variant_id_idx ON cart_items (variant_id);

-- How an order travels, and what that costs in the store's currency.
CREATE TABLE shipping_methods (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    code text NOT NULL CONSTRAINT shipping_methods_code_key UNIQUE,
    name text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    estimate_days int CHECK (estimate_days >= 0),
    position int NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true
);
INSERT INTO shipping_methods (code, name, amount, estimate_days) VALUES ('standard', 'Standard', 0, 5);
