-- What an order costs beside the prices of its goods: promotions, transport and taxes.

-- Whether prices hold their tax already, as consumers of many countries are shown them.
ALTER TABLE store ADD COLUMN prices_include_tax boolean NOT NULL DEFAULT false;
DROP FUNCTION set_store(text, text);
CREATE FUNCTION set_store(new_currency text, new_time_zone text, new_prices_include_tax boolean) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO store (currency, time_zone, prices_include_tax)
    VALUES (new_currency, new_time_zone, new_prices_include_tax)
    ON CONFLICT (only_row) DO UPDATE SET
        currency = excluded.currency, time_zone = excluded.time_zone,
        prices_include_tax = excluded.prices_include_tax
    WHERE
        (store.currency, store.time_zone, store.prices_include_tax)
        IS DISTINCT FROM (excluded.currency, excluded.time_zone, excluded.prices_include_tax)
$$;

-- What is taxed alike. Goods are of a class, and so is their transport.
CREATE TABLE tax_classes (
    code text PRIMARY KEY CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text NOT NULL
);
INSERT INTO tax_classes (code, name) VALUES ('standard', 'Standard'), ('shipping', 'Transport');
ALTER TABLE products ADD COLUMN tax_class text NOT NULL DEFAULT 'standard' REFERENCES tax_classes (code);

-- Of the rates of a class the one for the region comes before that for its country, and that before the one for all.
CREATE TABLE tax_rates (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    tax_class text NOT NULL REFERENCES tax_classes (code),
    name text NOT NULL,
    country text CHECK (country ~ '^[A-Z]{2}$'),
    region text,
    -- Parts of a million: 190000 is 19 percent.
    rate_ppm int NOT NULL CHECK (rate_ppm BETWEEN 0 AND 1000000),
    version int NOT NULL DEFAULT 1,
    CONSTRAINT tax_rates_region_in_country CHECK (region IS NULL OR country IS NOT NULL)
);
-- Regions are compared as people write them: without capitals and accents.
CREATE UNIQUE INDEX tax_rates_place_key ON tax_rates (tax_class, country, folded(region)) NULLS NOT DISTINCT;

CREATE TABLE shipping_zones (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    name text NOT NULL CONSTRAINT shipping_zones_name_key UNIQUE,
    version int NOT NULL DEFAULT 1
);
CREATE TABLE shipping_zone_places (
    zone_id uuid NOT NULL REFERENCES shipping_zones (id) ON DELETE CASCADE,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    region text
);
-- A place is in one zone.
CREATE UNIQUE INDEX shipping_zone_places_key ON shipping_zone_places (country, folded(region)) NULLS NOT DISTINCT;
CREATE INDEX shipping_zone_places_zone_idx ON shipping_zone_places (zone_id);

ALTER TABLE shipping_methods
-- None serves everywhere that is in no zone of its own with a method of this code.
ADD COLUMN zone_id uuid REFERENCES shipping_zones (id),
ADD COLUMN kind text NOT NULL DEFAULT 'flat' CHECK (kind IN ('flat', 'by_weight', 'by_total')),
-- [{"from": grams or minor unit, "amount": …}], rising: the last one that is reached holds.
ADD COLUMN tiers jsonb NOT NULL DEFAULT '[]',
ADD COLUMN free_over bigint CHECK (free_over >= 0),
ADD COLUMN max_weight_grams int CHECK (max_weight_grams > 0),
ADD COLUMN version int NOT NULL DEFAULT 1,
DROP CONSTRAINT shipping_methods_code_key,
ADD CONSTRAINT shipping_methods_code_key UNIQUE NULLS NOT DISTINCT (zone_id, code);

-- Coupons, and promotions that need no code. `value` is hundredths of a percent, or an amount in the minor unit.
CREATE TABLE coupons (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    code text,
    name text NOT NULL,
    type text NOT NULL CHECK (type IN ('percentage', 'fixed', 'free_shipping', 'buy_x_get_y')),
    value bigint NOT NULL CHECK (value >= 0),
    buy_quantity int CHECK (buy_quantity > 0),
    get_quantity int CHECK (get_quantity > 0),
    min_total bigint NOT NULL DEFAULT 0 CHECK (min_total >= 0),
    category_ids uuid [] NOT NULL DEFAULT '{}',
    product_ids uuid [] NOT NULL DEFAULT '{}',
    starts_at timestamptz,
    ends_at timestamptz,
    usage_limit int CHECK (usage_limit > 0),
    -- Counted where there is a limit; a coupon without one would make all of its orders wait for each other.
    used int NOT NULL DEFAULT 0,
    per_customer_limit int CHECK (per_customer_limit BETWEEN 1 AND 1000),
    first_order_only boolean NOT NULL DEFAULT false,
    combinable boolean NOT NULL DEFAULT false,
    is_active boolean NOT NULL DEFAULT true,
    archived_at timestamptz,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT coupons_used_within_limit CHECK (used >= 0 AND (usage_limit IS NULL OR used <= usage_limit)),
    CONSTRAINT coupons_percentage CHECK (type NOT IN ('percentage', 'buy_x_get_y') OR value <= 10000),
    CONSTRAINT coupons_pieces CHECK ((type = 'buy_x_get_y') = (num_nonnulls(buy_quantity, get_quantity) = 2)),
    CONSTRAINT coupons_period CHECK (starts_at IS NULL OR ends_at IS NULL OR starts_at < ends_at),
    -- An automatic promotion has no customer who chose it, and so no limits of customers.
    CONSTRAINT coupons_automatic CHECK (
        code IS NOT NULL OR (usage_limit IS NULL AND per_customer_limit IS NULL AND NOT first_order_only)
    )
);
CREATE UNIQUE INDEX coupons_code_key ON coupons (upper(code)) WHERE archived_at IS NULL;
CREATE INDEX coupons_automatic_idx ON coupons (id) WHERE code IS NULL AND is_active AND archived_at IS NULL;

CREATE TABLE cart_coupons (
    cart_id uuid NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    coupon_id uuid NOT NULL REFERENCES coupons (id) ON DELETE CASCADE,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (cart_id, coupon_id)
);
CREATE INDEX cart_coupons_coupon_idx ON cart_coupons (coupon_id);

-- What an order took off by a coupon. A cancelled order gives it back: then others may use it.
CREATE TABLE coupon_redemptions (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    coupon_id uuid NOT NULL REFERENCES coupons (id),
    order_id uuid NOT NULL REFERENCES orders (id),
    -- The customer by his address, with or without an account.
    customer text NOT NULL,
    -- Which use by this customer it is, where a coupon limits them: the database lets no number be taken twice.
    slot int,
    amount bigint NOT NULL CHECK (amount >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    released_at timestamptz,
    CONSTRAINT coupon_redemptions_order_key UNIQUE (order_id, coupon_id)
);
CREATE UNIQUE INDEX coupon_redemptions_customer_key ON coupon_redemptions (coupon_id, customer, slot)
WHERE released_at IS NULL AND slot IS NOT NULL;
CREATE INDEX coupon_redemptions_coupon_idx ON coupon_redemptions (coupon_id) WHERE released_at IS NULL;

ALTER TABLE orders
ADD COLUMN shipping_tax bigint NOT NULL DEFAULT 0 CHECK (shipping_tax >= 0),
-- How its total came about, where there is more to say than prices.
ADD COLUMN pricing_trace jsonb;
ALTER TABLE order_items
ADD COLUMN tax_name text,
ADD COLUMN tax_rate_ppm int NOT NULL DEFAULT 0;

-- The rate that holds for each class at a place; none without a country.
CREATE FUNCTION tax_rates_at(at_country text, at_region text)
RETURNS TABLE (tax_class text, name text, rate_ppm int)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (rate.tax_class) rate.tax_class, rate.name, rate.rate_ppm
    FROM tax_rates AS rate
    WHERE
        at_country IS NOT NULL
        AND (rate.country IS NULL OR rate.country = at_country)
        AND (rate.region IS NULL OR folded(rate.region) = folded(at_region))
    ORDER BY rate.tax_class, rate.region IS NULL, rate.country IS NULL
$$;

-- The zone of a place: that of its region before that of its country.
CREATE FUNCTION shipping_zone_of(at_country text, at_region text) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT place.zone_id
    FROM shipping_zone_places AS place
    WHERE place.country = at_country AND (place.region IS NULL OR folded(place.region) = folded(at_region))
    ORDER BY place.region IS NULL
    LIMIT 1
$$;

-- The ways that lead to a place: those of its zone, and of those that lead everywhere the ones that it has no own of.
CREATE FUNCTION shipping_methods_at(at_country text, at_region text) RETURNS SETOF shipping_methods
LANGUAGE sql STABLE AS $$
    WITH here AS MATERIALIZED (
        SELECT shipping_zone_of(at_country, at_region) AS zone_id
    )
    SELECT m.*
    FROM shipping_methods AS m
    CROSS JOIN here
    WHERE
        m.is_active
        AND (
            m.zone_id = here.zone_id
            OR (
                m.zone_id IS NULL
                AND NOT EXISTS (
                    SELECT 1 FROM shipping_methods AS own
                    WHERE own.zone_id = here.zone_id AND own.code = m.code AND own.is_active
                )
            )
        )
$$;

-- The variants of a cart that a promotion is for; NULL is all of them.
CREATE FUNCTION promoted_variants(of_cart uuid, of_categories uuid [], of_products uuid []) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT
        CASE
            WHEN of_categories = '{}' AND of_products = '{}' THEN NULL
            ELSE (
                SELECT coalesce(jsonb_agg(item.variant_id), '[]')
                FROM cart_items AS item
                JOIN variants AS variant ON variant.id = item.variant_id
                JOIN products AS product ON product.id = variant.product_id
                WHERE
                    item.cart_id = of_cart
                    AND (product.id = ANY(of_products) OR category_path(product.category_id) && of_categories)
            )
        END
$$;

-- Whether a customer, by account or address, has an order that was not cancelled. An address is found by its words,
-- which have an index, and then compared whole.
CREATE FUNCTION has_ordered(of_user uuid, of_customer text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM orders WHERE orders.user_id = of_user AND orders.status <> 'cancelled')
        OR EXISTS (
            SELECT 1 FROM orders
            WHERE
                order_words(orders.number, orders.email, orders.shipping_address) @@ order_query(of_customer)
                AND lower(orders.email) = of_customer AND orders.status <> 'cancelled'
        );
END
$$;

-- The first use of a coupon that a customer has not made yet, NULL where he has made all. Two at once find the same
-- one, and the unique index lets one of them have it.
CREATE FUNCTION free_slot(of_coupon uuid, of_customer text, slots int) RETURNS int
LANGUAGE sql STABLE AS $$
    SELECT min(numbered.slot)
    FROM generate_series(1, slots) AS numbered (slot)
    WHERE
        NOT EXISTS (
            SELECT 1 FROM coupon_redemptions AS r
            WHERE
                r.coupon_id = of_coupon AND r.customer = of_customer AND r.slot = numbered.slot
                AND r.released_at IS NULL
        )
$$;
