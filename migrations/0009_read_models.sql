-- What the dashboard and the analytics read: sums that the worker renews when something has changed.
--
-- REFRESH runs with an empty search path, so functions used here name their schema.
--
-- One definition of each figure, the same wherever it is shown. Days are those of the store's time zone.
--   orders     placed on the day and not cancelled since
--   units      pieces in those orders; what comes back later does not lower them
--   gross      their lines at the price of one times the number
--   discounts  what was taken off the lines
--   shipping, tax   as charged; tax counts beside the lines only where prices do not include it
--   charged    what those orders came to: gross - discounts + shipping + tax
--   refunds    money that went back on the day, for orders of whatever day that are not cancelled
--   net        charged - refunds

CREATE TABLE read_models (
    name text PRIMARY KEY,
    refreshed_at timestamptz NOT NULL,
    duration_ms int NOT NULL,
    -- The state of the shop that it was built from; the same state need not be built again.
    built_from text NOT NULL
);

CREATE FUNCTION store_day(at timestamptz) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (at AT TIME ZONE (SELECT time_zone FROM public.store))::date
$$;

CREATE MATERIALIZED VIEW sales_by_day AS
WITH zone AS MATERIALIZED (
    SELECT time_zone FROM store
), placed AS (
    SELECT
        (orders.placed_at AT TIME ZONE zone.time_zone)::date AS day,
        count(*) AS orders,
        sum(orders.subtotal) AS gross,
        sum(orders.discount_total) AS discounts,
        sum(orders.shipping_total) AS shipping,
        sum(CASE WHEN orders.prices_include_tax THEN 0 ELSE orders.tax_total END) AS tax,
        sum(orders.total) AS charged
    FROM orders
    CROSS JOIN zone
    WHERE orders.status <> 'cancelled'
    GROUP BY 1
), pieces AS (
    SELECT (orders.placed_at AT TIME ZONE zone.time_zone)::date AS day, sum(line.quantity) AS units
    FROM orders
    CROSS JOIN zone
    JOIN order_items AS line ON line.order_id = orders.id
    WHERE orders.status <> 'cancelled'
    GROUP BY 1
), returned AS (
    SELECT (refunds.created_at AT TIME ZONE zone.time_zone)::date AS day, sum(refunds.amount) AS refunds
    FROM refunds
    CROSS JOIN zone
    JOIN orders ON orders.id = refunds.order_id
    WHERE orders.status <> 'cancelled'
    GROUP BY 1
)
SELECT
    coalesce(placed.day, returned.day) AS day,
    coalesce(placed.orders, 0)::bigint AS orders,
    coalesce(pieces.units, 0)::bigint AS units,
    coalesce(placed.gross, 0)::bigint AS gross,
    coalesce(placed.discounts, 0)::bigint AS discounts,
    coalesce(placed.shipping, 0)::bigint AS shipping,
    coalesce(placed.tax, 0)::bigint AS tax,
    coalesce(placed.charged, 0)::bigint AS charged,
    coalesce(returned.refunds, 0)::bigint AS refunds
FROM placed
LEFT JOIN pieces ON pieces.day = placed.day
FULL JOIN returned ON returned.day = placed.day;
CREATE UNIQUE INDEX sales_by_day_day_idx ON sales_by_day (day);

CREATE MATERIALIZED VIEW product_sales_by_day AS
WITH zone AS MATERIALIZED (
    SELECT time_zone FROM store
)
SELECT
    (orders.placed_at AT TIME ZONE zone.time_zone)::date AS day,
    line.product_id,
    sum(line.quantity)::bigint AS units,
    sum(line.line_total)::bigint AS revenue
FROM orders
CROSS JOIN zone
JOIN order_items AS line ON line.order_id = orders.id
WHERE orders.status <> 'cancelled'
GROUP BY 1, 2;
CREATE UNIQUE INDEX product_sales_by_day_idx ON product_sales_by_day (day, product_id);

CREATE MATERIALIZED VIEW product_sales AS
SELECT product_id, sum(units)::bigint AS units, sum(revenue)::bigint AS revenue
FROM product_sales_by_day
GROUP BY product_id;
CREATE UNIQUE INDEX product_sales_product_idx ON product_sales (product_id);
CREATE INDEX product_sales_units_idx ON product_sales (units DESC, product_id);
CREATE INDEX product_sales_revenue_idx ON product_sales (revenue DESC, product_id);

CREATE MATERIALIZED VIEW dashboard AS
SELECT
    true AS only_row,
    (SELECT count(*) FROM users WHERE users.role = 'customer' AND users.status = 'active') AS users,
    coalesce((SELECT sum(s.orders) FROM sales_by_day AS s), 0)::bigint AS orders,
    coalesce((SELECT sum(s.charged - s.refunds) FROM sales_by_day AS s), 0)::bigint AS revenue,
    (SELECT count(*) FROM products WHERE products.status = 'active') AS products,
    store_day(now()) AS day,
    coalesce((SELECT s.orders FROM sales_by_day AS s WHERE s.day = store_day(now())), 0)::bigint AS orders_today,
    coalesce((
        SELECT s.charged - s.refunds FROM sales_by_day AS s WHERE s.day = store_day(now())
    ), 0)::bigint AS revenue_today,
    (
        SELECT count(*) FROM users
        WHERE users.role = 'customer'
            AND users.created_at >= store_day(now())::timestamp AT TIME ZONE (SELECT store.time_zone FROM store)
    ) AS new_users_today,
    (
        SELECT count(DISTINCT sessions.user_id) FROM sessions
        WHERE sessions.last_used_at > now() - interval '30 days'
    ) AS active_users,
    (SELECT count(*) FROM orders WHERE orders.status IN ('pending', 'confirmed', 'processing')) AS pending_orders,
    (
        SELECT count(*)
        FROM inventory
        JOIN variants ON variants.id = inventory.variant_id
        JOIN products ON products.id = variants.product_id
        WHERE inventory.on_hand <= inventory.low_stock_threshold
            AND variants.removed_at IS NULL AND products.status = 'active'
    ) AS inventory_alerts,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'product_id', top.product_id, 'name', products.name, 'units', top.units, 'revenue', top.revenue
        ) ORDER BY top.units DESC, top.product_id)
        FROM (
            SELECT s.product_id, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue
            FROM product_sales_by_day AS s
            WHERE s.day > store_day(now()) - 30
            GROUP BY s.product_id
            ORDER BY units DESC, s.product_id
            LIMIT 10
        ) AS top
        JOIN products ON products.id = top.product_id
    ), '[]') AS popular_products;
CREATE UNIQUE INDEX dashboard_only_row_idx ON dashboard (only_row);

-- What the read models depend on, as one text: another text means that they are stale. Each part is the end of an
-- index, so asking costs nothing.
CREATE INDEX products_updated_at_idx ON products (updated_at);
CREATE FUNCTION shop_state() RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(
        ' ',
        store_day(now()),
        (SELECT max(o.updated_at) FROM orders AS o),
        (SELECT max(r.created_at) FROM refunds AS r),
        (SELECT max(u.created_at) FROM users AS u),
        (SELECT max(p.updated_at) FROM products AS p),
        (SELECT m.id FROM stock_movements AS m ORDER BY m.id DESC LIMIT 1),
        (SELECT s.currency || s.time_zone FROM store AS s)
    )
$$;
