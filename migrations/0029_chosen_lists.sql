-- The stock that a list or a file is asked for, by what is set in `chosen`; read by the planner as chosen_orders is. A
-- list of all is walked; what was looked for (a part of a SKU, or words of the first `most_products` products that have
-- them) and what is low is known by indexes.
CREATE FUNCTION chosen_stock(chosen jsonb) RETURNS SETOF inventory
LANGUAGE sql STABLE AS $$
    SELECT stock.*
    FROM inventory AS stock
    WHERE
        (coalesce(chosen ->> 'search', chosen ->> 'level') IS NULL OR stock.variant_id = ANY(ARRAY(
            SELECT low_stock.variant_id
            FROM low_stock
            WHERE chosen ->> 'search' IS NULL
            UNION ALL
            SELECT v.id
            FROM variants AS v
            WHERE v.removed_at IS NULL AND lower(v.sku) LIKE chosen ->> 'pattern'
            UNION ALL
            SELECT of_product.id
            FROM (
                SELECT l.product_id
                FROM product_listings AS l
                WHERE chosen ->> 'search' IS NOT NULL AND l.search @@ search_query(chosen ->> 'search')
                LIMIT (chosen ->> 'most_products')::int
            ) AS found
            CROSS JOIN LATERAL (
                SELECT v.id
                FROM variants AS v
                WHERE v.product_id = found.product_id
                OFFSET 0
            ) AS of_product
        )))
        AND (chosen ->> 'level' IS NULL OR stock.on_hand <= stock.low_stock_threshold)
        AND (chosen ->> 'level' IS DISTINCT FROM 'out' OR stock.on_hand = 0)
        AND (
            chosen ->> 'is_low' IS NULL
            OR (stock.on_hand <= stock.low_stock_threshold) = (chosen ->> 'is_low')::boolean
        )
        AND (chosen ->> 'product_id' IS NULL OR stock.variant_id IN (
            SELECT v.id FROM variants AS v WHERE v.product_id = (chosen ->> 'product_id')::uuid
        ))
        AND (chosen ->> 'location_id' IS NULL OR EXISTS (
            SELECT 1
            FROM stock_locations AS place
            WHERE
                place.id = (chosen ->> 'location_id')::uuid
                AND CASE
                    WHEN place.is_default THEN stock.on_hand > elsewhere_total(stock.elsewhere)
                    ELSE stock.elsewhere ? place.id::text
                END
        ))
$$;

-- The products that a file is asked for, by what is set in `chosen`.
CREATE FUNCTION chosen_products(chosen jsonb) RETURNS SETOF products
LANGUAGE sql STABLE AS $$
    SELECT made.*
    FROM products AS made
    WHERE
        (chosen ->> 'created_from' IS NULL OR made.created_at >= (chosen ->> 'created_from')::timestamptz)
        AND (chosen ->> 'created_to' IS NULL OR made.created_at < (chosen ->> 'created_to')::timestamptz)
        AND (chosen ->> 'statuses' IS NULL OR made.status = ANY(texts_of(chosen -> 'statuses')))
        AND (chosen ->> 'category_id' IS NULL OR made.category_id = (chosen ->> 'category_id')::uuid)
        AND (chosen ->> 'vendor_id' IS NULL OR made.vendor_id = (chosen ->> 'vendor_id')::uuid)
        AND (chosen ->> 'search' IS NULL OR made.id IN (
            SELECT v.product_id
            FROM variants AS v
            WHERE v.removed_at IS NULL AND lower(v.sku) LIKE chosen ->> 'pattern'
            UNION ALL
            SELECT l.product_id
            FROM product_listings AS l
            WHERE l.search @@ search_query(chosen ->> 'search')
        ))
$$;
