-- The texts of a JSON array; NULL for anything else. Immutable, so that the planner knows them.
CREATE FUNCTION texts_of(listed jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN jsonb_typeof(listed) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(listed)) END
$$;

-- The orders of the variants whose SKU begins so now: of the first 250 of them, so that a letter does not read every
-- line that was ever sold. A whole SKU is the first of those that begin with it.
CREATE FUNCTION orders_of_skus(beginning text) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT line.order_id
    FROM (
        SELECT variants.product_id, variants.id
        FROM variants
        WHERE
            variants.removed_at IS NULL
            AND lower(variants.sku) COLLATE "C"
            LIKE replace(replace(replace(lower(trim(beginning)), '\', '\\'), '%', '\%'), '_', '\_') || '%'
        ORDER BY lower(variants.sku) COLLATE "C"
        LIMIT 250
    ) AS named
    JOIN order_items AS line ON line.product_id = named.product_id AND line.variant_id = named.id
$$;
DROP FUNCTION found_orders(text);

-- The orders that a list or a file is asked for, by what is set in `chosen`. The planner reads it as part of the query
-- around it: what is not set costs nothing, and the order of that query decides which index is walked.
CREATE FUNCTION chosen_orders(chosen jsonb) RETURNS SETOF orders
LANGUAGE sql STABLE AS $$
    SELECT placed.*
    FROM orders AS placed
    WHERE
        (chosen ->> 'user_id' IS NULL OR placed.user_id = (chosen ->> 'user_id')::uuid)
        AND (chosen ->> 'statuses' IS NULL OR placed.status = ANY(texts_of(chosen -> 'statuses')))
        AND (
            chosen ->> 'payment_statuses' IS NULL
            OR placed.payment_status = ANY(texts_of(chosen -> 'payment_statuses'))
        )
        AND (chosen ->> 'email' IS NULL OR placed.email = chosen ->> 'email')
        AND (
            chosen ->> 'search' IS NULL
            OR order_words(placed.number, placed.email, placed.shipping_address) @@ order_query(chosen ->> 'search')
            OR placed.id = ANY(ARRAY(SELECT orders_of_skus(chosen ->> 'search')))
        )
        AND (chosen ->> 'placed_from' IS NULL OR placed.placed_at >= (chosen ->> 'placed_from')::timestamptz)
        AND (chosen ->> 'placed_to' IS NULL OR placed.placed_at < (chosen ->> 'placed_to')::timestamptz)
        AND (
            chosen ->> 'cancelled' IS NULL
            OR (placed.status = 'cancelled') = (chosen ->> 'cancelled')::boolean
        )
        AND (chosen ->> 'product_id' IS NULL OR placed.id IN (
            SELECT line.order_id FROM order_items AS line WHERE line.product_id = (chosen ->> 'product_id')::uuid
        ))
        AND (chosen ->> 'category_id' IS NULL OR placed.id IN (
            SELECT line.order_id
            FROM products
            JOIN order_items AS line ON line.product_id = products.id
            WHERE products.category_id = (chosen ->> 'category_id')::uuid
        ))
        AND (chosen ->> 'uncategorised' IS NULL OR placed.id IN (
            SELECT line.order_id
            FROM products
            JOIN order_items AS line ON line.product_id = products.id
            WHERE products.category_id IS NULL
        ))
        AND (
            chosen ->> 'country' IS NULL
            OR coalesce(placed.shipping_address ->> 'country', '') = chosen ->> 'country'
        )
        AND (
            chosen ->> 'region' IS NULL
            OR coalesce(placed.shipping_address ->> 'region', '') = chosen ->> 'region'
        )
        AND (chosen ->> 'coupon_id' IS NULL OR placed.id IN (
            SELECT used.order_id
            FROM coupon_redemptions AS used
            WHERE used.coupon_id = (chosen ->> 'coupon_id')::uuid AND used.released_at IS NULL
        ))
        AND (coalesce(chosen ->> 'refunded_from', chosen ->> 'refunded_to') IS NULL OR placed.id IN (
            SELECT refunds.order_id
            FROM refunds
            WHERE
                refunds.created_at >= coalesce((chosen ->> 'refunded_from')::timestamptz, '-infinity')
                AND refunds.created_at < coalesce((chosen ->> 'refunded_to')::timestamptz, 'infinity')
        ))
        AND (coalesce(chosen ->> 'customers_from', chosen ->> 'customers_to') IS NULL OR placed.user_id IN (
            SELECT customer.user_id
            FROM customer_sales AS customer
            WHERE
                customer.first_day >= coalesce((chosen ->> 'customers_from')::date, '-infinity')
                AND customer.first_day <= coalesce((chosen ->> 'customers_to')::date, 'infinity')
        ))
$$;
