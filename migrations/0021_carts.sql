-- Named wishlists, and mails to the owners of carts that were left behind.

CREATE TABLE wishlists (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT wishlists_name_key UNIQUE (user_id, name)
);

-- A product that somebody would like to have, once in each list; `variant_id` where he said which.
CREATE TABLE wishes (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    wishlist_id uuid NOT NULL REFERENCES wishlists (id) ON DELETE CASCADE,
    product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    variant_id uuid REFERENCES variants (id) ON DELETE SET NULL,
    note text CHECK (length(note) <= 500),
    added_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT wishes_product_key UNIQUE (wishlist_id, product_id)
);
CREATE INDEX wishes_product_id_idx ON wishes (product_id);
CREATE INDEX wishes_variant_id_idx ON wishes (variant_id) WHERE variant_id IS NOT NULL;

-- Nobody is written to about his cart who has not asked for it.
ALTER TABLE users ADD COLUMN accepts_cart_reminders boolean NOT NULL DEFAULT false;

-- The state of a cart that its owner was reminded of: the time of its last change.
ALTER TABLE carts ADD COLUMN reminded_of timestamptz;
