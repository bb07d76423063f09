-- What the dashboard and the analytics read. Sales are counted by day and only for the days that changed: triggers note
-- these, the worker counts them anew. What has no days is a materialized view.

DROP MATERIALIZED VIEW dashboard;
DROP MATERIALIZED VIEW product_sales;
DROP MATERIALIZED VIEW product_sales_by_day;
DROP MATERIALIZED VIEW sales_by_day;
DROP FUNCTION shop_state();
TRUNCATE read_models;

-- Days whose sales, and customers whose orders, have changed since they were counted. Rows are only added, so that no
-- order waits for another one; the row is there exactly if the change is.
CREATE TABLE stale_sales (
    day date,
    user_id uuid,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- Products that changed their category, and the one that they left.
CREATE TABLE moved_products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id uuid NOT NULL,
    from_category_id uuid,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The other read models that have changed since they were built.
CREATE TABLE stale_models (
    model text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION note_stale_model() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale_models (model) VALUES (TG_ARGV[0]);
    RETURN NULL;
END
$$;
CREATE TRIGGER users_note_people AFTER INSERT OR DELETE OR UPDATE OF role, status, created_at ON users
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_model('people');
CREATE TRIGGER inventory_note_stock AFTER INSERT OR DELETE OR UPDATE ON inventory
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_model('stock');
CREATE TRIGGER variants_note_stock AFTER INSERT OR DELETE OR UPDATE OF price, removed_at, created_at ON variants
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_model('stock');
CREATE TRIGGER products_note_stock AFTER UPDATE OF status ON products
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_model('stock');
CREATE TRIGGER orders_note_dashboard AFTER UPDATE OF status ON orders
    FOR EACH STATEMENT EXECUTE FUNCTION note_stale_model('dashboard');

CREATE FUNCTION note_placed_orders() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale_sales (day, user_id)
    SELECT DISTINCT (placed.placed_at AT TIME ZONE store.time_zone)::date, placed.user_id
    FROM placed_orders AS placed
    CROSS JOIN store;
    RETURN NULL;
END
$$;
CREATE TRIGGER orders_note_placed AFTER INSERT ON orders
    REFERENCING NEW TABLE AS placed_orders FOR EACH STATEMENT EXECUTE FUNCTION note_placed_orders();

CREATE FUNCTION note_changed_order() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO stale_sales (day, user_id) VALUES (store_day(old.placed_at), old.user_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO stale_sales (day, user_id) VALUES (store_day(new.placed_at), new.user_id);
        IF (old.status = 'cancelled') <> (new.status = 'cancelled') THEN
            INSERT INTO stale_sales (day)
            SELECT DISTINCT store_day(refunds.created_at) FROM refunds WHERE refunds.order_id = new.id;
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER orders_note_changed AFTER UPDATE ON orders
    FOR EACH ROW WHEN (
        (old.status = 'cancelled') <> (new.status = 'cancelled')
        OR old.placed_at <> new.placed_at
        OR old.user_id IS DISTINCT FROM new.user_id
        OR (old.subtotal, old.discount_total, old.shipping_total, old.tax_total, old.total, old.refunded_total)
        <> (new.subtotal, new.discount_total, new.shipping_total, new.tax_total, new.total, new.refunded_total)
    ) EXECUTE FUNCTION note_changed_order();
CREATE TRIGGER orders_note_deleted AFTER DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION note_changed_order();

CREATE FUNCTION note_refund() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO stale_sales (day) VALUES (store_day(old.created_at));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO stale_sales (day) VALUES (store_day(new.created_at));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER refunds_note AFTER INSERT OR UPDATE OR DELETE ON refunds
    FOR EACH ROW EXECUTE FUNCTION note_refund();

CREATE FUNCTION note_moved_product() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moved_products (product_id, from_category_id) VALUES (new.id, old.category_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER products_note_moved AFTER UPDATE ON products
    FOR EACH ROW WHEN (old.category_id IS DISTINCT FROM new.category_id) EXECUTE FUNCTION note_moved_product();

-- Sales by the hour, in the hours of the store: a day has 23 to 25 of them.
CREATE TABLE sales_by_hour (
    hour timestamptz PRIMARY KEY,
    day date NOT NULL,
    orders bigint NOT NULL,
    units bigint NOT NULL,
    gross bigint NOT NULL,
    discounts bigint NOT NULL,
    shipping bigint NOT NULL,
    tax bigint NOT NULL,
    charged bigint NOT NULL,
    refunds bigint NOT NULL
);
CREATE INDEX sales_by_hour_day_idx ON sales_by_hour (day);
CREATE TABLE sales_by_day (
    day date PRIMARY KEY,
    orders bigint NOT NULL,
    units bigint NOT NULL,
    gross bigint NOT NULL,
    discounts bigint NOT NULL,
    shipping bigint NOT NULL,
    tax bigint NOT NULL,
    charged bigint NOT NULL,
    refunds bigint NOT NULL
);

-- What follows is summed by day, month, year and over all time (`grain`), so that any range is a sum of few rows. A row
-- whose orders were all cancelled stays with noughts.
CREATE TABLE product_sales (
    grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month', 'year', 'all')),
    start date NOT NULL,
    product_id uuid NOT NULL,
    orders bigint NOT NULL,
    units bigint NOT NULL,
    revenue bigint NOT NULL,
    PRIMARY KEY (grain, start, product_id)
);
CREATE INDEX product_sales_units_idx ON product_sales (units DESC, product_id) WHERE grain = 'all';
CREATE INDEX product_sales_revenue_idx ON product_sales (revenue DESC, product_id) WHERE grain = 'all';
CREATE INDEX product_sales_product_idx ON product_sales (product_id);

-- In the category that a product has now; NULL is that of the products that have none.
CREATE TABLE category_sales (
    grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month', 'year', 'all')),
    start date NOT NULL,
    category_id uuid,
    units bigint NOT NULL,
    revenue bigint NOT NULL,
    CONSTRAINT category_sales_key UNIQUE NULLS NOT DISTINCT (grain, start, category_id)
);

-- By where orders were sent; `region` is empty where the address has none.
CREATE TABLE region_sales (
    grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month', 'year', 'all')),
    start date NOT NULL,
    country text NOT NULL,
    region text NOT NULL,
    orders bigint NOT NULL,
    units bigint NOT NULL,
    charged bigint NOT NULL,
    refunds bigint NOT NULL,
    PRIMARY KEY (grain, start, country, region)
);

CREATE TABLE coupon_sales (
    grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month', 'year', 'all')),
    start date NOT NULL,
    coupon_id uuid NOT NULL,
    orders bigint NOT NULL,
    cost bigint NOT NULL,
    revenue bigint NOT NULL,
    PRIMARY KEY (grain, start, coupon_id)
);

-- Accounts with orders that were not cancelled. A guest is not known again, so he is no customer here.
CREATE TABLE customer_sales (
    user_id uuid PRIMARY KEY,
    first_day date NOT NULL,
    first_order_at timestamptz NOT NULL,
    last_order_at timestamptz NOT NULL,
    orders bigint NOT NULL,
    charged bigint NOT NULL,
    refunded bigint NOT NULL
);
CREATE INDEX customer_sales_first_day_idx ON customer_sales (first_day);
CREATE TABLE customer_months (
    user_id uuid NOT NULL,
    month date NOT NULL,
    orders bigint NOT NULL,
    charged bigint NOT NULL,
    PRIMARY KEY (user_id, month)
);
-- Customers by the month of their first order: how many ordered again in which month.
CREATE TABLE cohort_months (
    cohort date NOT NULL,
    month date NOT NULL,
    customers bigint NOT NULL,
    orders bigint NOT NULL,
    charged bigint NOT NULL,
    PRIMARY KEY (cohort, month)
);
-- How many customers a cohort has, and how many of them ordered more than once.
CREATE TABLE cohorts (
    cohort date PRIMARY KEY,
    customers bigint NOT NULL,
    repeat_customers bigint NOT NULL
);

-- When these days begin and end.
CREATE FUNCTION bounds_of(days date[]) RETURNS TABLE (day date, from_at timestamptz, to_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT
        chosen.day,
        chosen.day::timestamp AT TIME ZONE store.time_zone,
        (chosen.day + 1)::timestamp AT TIME ZONE store.time_zone
    FROM unnest(days) AS chosen (day)
    CROSS JOIN store
$$;

-- What was ordered, and what went back, from one instant until before another. Not in SQL: the planner would look
-- inside, expect a ninth of all orders on any day, and read all of them for each day.
CREATE FUNCTION orders_between(from_at timestamptz, to_at timestamptz) RETURNS SETOF orders
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY
    SELECT o.* FROM orders AS o
    WHERE o.placed_at >= from_at AND o.placed_at < to_at AND o.status <> 'cancelled';
END
$$;
CREATE FUNCTION lines_between(from_at timestamptz, to_at timestamptz) RETURNS SETOF order_items
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    SELECT line.* FROM orders AS o
    JOIN order_items AS line ON line.order_id = o.id
    WHERE o.placed_at >= from_at AND o.placed_at < to_at AND o.status <> 'cancelled';
END
$$;
CREATE FUNCTION refunds_between(from_at timestamptz, to_at timestamptz)
RETURNS TABLE (created_at timestamptz, amount bigint, country text, region text)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    SELECT
        r.created_at, r.amount, coalesce(o.shipping_address ->> 'country', ''),
        coalesce(o.shipping_address ->> 'region', '')
    FROM refunds AS r
    JOIN orders AS o ON o.id = r.order_id
    WHERE r.created_at >= from_at AND r.created_at < to_at AND o.status <> 'cancelled';
END
$$;

-- Which sums a day is part of.
CREATE FUNCTION spans_of(day date) RETURNS TABLE (grain text, start date)
LANGUAGE sql IMMUTABLE ROWS 4 AS $$
    VALUES
    ('day', day),
    ('month', date_trunc('month', day::timestamp)::date),
    ('year', date_trunc('year', day::timestamp)::date),
    ('all', '-infinity'::date)
$$;

-- Accounts by the day they were opened.
CREATE MATERIALIZED VIEW users_by_day AS
SELECT store_day.day, count(*) AS new_users
FROM users
CROSS JOIN store
CROSS JOIN LATERAL (SELECT (users.created_at AT TIME ZONE store.time_zone)::date AS day) AS store_day
WHERE users.role = 'customer'
GROUP BY store_day.day;
CREATE UNIQUE INDEX users_by_day_day_idx ON users_by_day (day);

-- Who was there of late: customers who signed in or came back.
CREATE MATERIALIZED VIEW active_users AS
SELECT
    true AS only_row,
    count(DISTINCT sessions.user_id) FILTER (WHERE sessions.last_used_at > now() - interval '1 day') AS d1,
    count(DISTINCT sessions.user_id) FILTER (WHERE sessions.last_used_at > now() - interval '7 days') AS d7,
    count(DISTINCT sessions.user_id) AS d30
FROM sessions
WHERE sessions.last_used_at > now() - interval '30 days';
CREATE UNIQUE INDEX active_users_only_row_idx ON active_users (only_row);

-- What lies in stock of each variant that can be sold, at its price, and how it sells.
CREATE MATERIALIZED VIEW stock_figures AS
WITH sold AS (
    SELECT
        line.variant_id,
        sum(line.quantity) AS within_90,
        sum(line.quantity) FILTER (
            WHERE orders.placed_at >= (store_day(now()) - 29)::timestamp AT TIME ZONE store.time_zone
        ) AS within_30
    FROM store
    JOIN orders ON orders.placed_at >= (store_day(now()) - 89)::timestamp AT TIME ZONE store.time_zone
    JOIN order_items AS line ON line.order_id = orders.id
    WHERE orders.status <> 'cancelled'
    GROUP BY line.variant_id
)
SELECT
    variants.id AS variant_id, variants.product_id, inventory.on_hand, inventory.low_stock_threshold,
    variants.price, inventory.on_hand * variants.price AS value,
    coalesce(sold.within_30, 0)::bigint AS sold_30, coalesce(sold.within_90, 0)::bigint AS sold_90,
    -- Rounded down: what lasts for less than a day has none.
    CASE WHEN sold.within_30 > 0 THEN (inventory.on_hand::bigint * 30 / sold.within_30)::bigint END AS days_of_cover,
    inventory.on_hand > 0 AND coalesce(sold.within_90, 0) = 0
        AND variants.created_at < (store_day(now()) - 89)::timestamp AT TIME ZONE store.time_zone AS is_dead,
    inventory.on_hand <= inventory.low_stock_threshold AS is_low
FROM inventory
CROSS JOIN store
JOIN variants ON variants.id = inventory.variant_id
JOIN products ON products.id = variants.product_id
LEFT JOIN sold ON sold.variant_id = variants.id
WHERE variants.removed_at IS NULL AND products.status = 'active';
CREATE UNIQUE INDEX stock_figures_variant_idx ON stock_figures (variant_id);
CREATE INDEX stock_figures_dead_idx ON stock_figures (value DESC, variant_id) WHERE is_dead;
CREATE INDEX stock_figures_cover_idx ON stock_figures (days_of_cover, variant_id)
WHERE days_of_cover IS NOT NULL AND on_hand > 0;

-- All of that in one row, which is asked for more often than it changes.
CREATE MATERIALIZED VIEW stock_totals AS
SELECT
    true AS only_row,
    count(*) AS variants,
    coalesce(sum(s.on_hand), 0)::bigint AS units,
    coalesce(sum(s.value), 0)::bigint AS value,
    coalesce(sum(s.sold_30), 0)::bigint AS sold_30,
    coalesce(sum(s.sold_90), 0)::bigint AS sold_90,
    CASE WHEN sum(s.sold_30) > 0 THEN (sum(s.on_hand)::bigint * 30 / sum(s.sold_30))::bigint END AS days_of_cover,
    count(*) FILTER (WHERE s.is_dead) AS dead_variants,
    coalesce(sum(s.on_hand) FILTER (WHERE s.is_dead), 0)::bigint AS dead_units,
    coalesce(sum(s.value) FILTER (WHERE s.is_dead), 0)::bigint AS dead_value,
    count(*) FILTER (WHERE s.is_low) AS alerts,
    count(*) FILTER (WHERE s.on_hand = 0) AS sold_out
FROM stock_figures AS s;
CREATE UNIQUE INDEX stock_totals_only_row_idx ON stock_totals (only_row);

-- The shop at a glance. Today is held against yesterday until the same time of the day, the last 30 whole days
-- against the 30 before.
CREATE MATERIALIZED VIEW dashboard AS
WITH clock AS MATERIALIZED (
    SELECT
        zone.time_zone,
        (now() AT TIME ZONE zone.time_zone)::date AS today,
        ((now() AT TIME ZONE zone.time_zone) - interval '1 day') AT TIME ZONE zone.time_zone AS yesterday_at
    FROM (SELECT coalesce((SELECT store.time_zone FROM store), 'UTC') AS time_zone) AS zone
), early AS (
    SELECT count(*) AS orders, coalesce(sum(orders.total), 0)::bigint AS charged
    FROM clock
    JOIN orders
        ON orders.placed_at >= (clock.today - 1)::timestamp AT TIME ZONE clock.time_zone
        AND orders.placed_at < clock.yesterday_at
    WHERE orders.status <> 'cancelled'
), early_refunds AS (
    SELECT coalesce(sum(refunds.amount), 0)::bigint AS refunds
    FROM clock
    JOIN refunds
        ON refunds.created_at >= (clock.today - 1)::timestamp AT TIME ZONE clock.time_zone
        AND refunds.created_at < clock.yesterday_at
    JOIN orders ON orders.id = refunds.order_id
    WHERE orders.status <> 'cancelled'
), sales AS (
    SELECT
        coalesce(sum(s.orders), 0)::bigint AS orders,
        coalesce(sum(s.charged - s.refunds), 0)::bigint AS revenue,
        coalesce(sum(s.orders) FILTER (WHERE s.day = clock.today), 0)::bigint AS orders_today,
        coalesce(sum(s.charged - s.refunds) FILTER (WHERE s.day = clock.today), 0)::bigint AS revenue_today,
        coalesce(sum(s.orders) FILTER (WHERE clock.today - s.day BETWEEN 1 AND 30), 0)::bigint AS orders_30,
        coalesce(sum(s.charged - s.refunds) FILTER (WHERE clock.today - s.day BETWEEN 1 AND 30), 0)::bigint
            AS revenue_30,
        coalesce(sum(s.orders) FILTER (WHERE clock.today - s.day BETWEEN 31 AND 60), 0)::bigint AS orders_before_30,
        coalesce(sum(s.charged - s.refunds) FILTER (WHERE clock.today - s.day BETWEEN 31 AND 60), 0)::bigint
            AS revenue_before_30
    FROM clock
    LEFT JOIN sales_by_day AS s ON true
)
SELECT
    true AS only_row,
    (SELECT count(*) FROM users WHERE users.role = 'customer' AND users.status = 'active') AS users,
    sales.orders,
    sales.revenue,
    (SELECT count(*) FROM products WHERE products.status = 'active') AS products,
    clock.today AS day,
    sales.orders_today,
    sales.revenue_today,
    (
        SELECT count(*) FROM users
        WHERE users.role = 'customer' AND users.created_at >= clock.today::timestamp AT TIME ZONE clock.time_zone
    ) AS new_users_today,
    clock.yesterday_at,
    early.orders AS orders_yesterday,
    early.charged - early_refunds.refunds AS revenue_yesterday,
    (
        SELECT count(*) FROM users
        WHERE
            users.role = 'customer'
            AND users.created_at >= (clock.today - 1)::timestamp AT TIME ZONE clock.time_zone
            AND users.created_at < clock.yesterday_at
    ) AS new_users_yesterday,
    sales.orders_30,
    sales.revenue_30,
    sales.orders_before_30,
    sales.revenue_before_30,
    (SELECT active_users.d30 FROM active_users) AS active_users,
    (SELECT count(*) FROM orders WHERE orders.status IN ('pending', 'confirmed', 'processing')) AS pending_orders,
    (
        SELECT count(*)
        FROM low_stock
        JOIN variants ON variants.id = low_stock.variant_id
        JOIN products ON products.id = variants.product_id
        WHERE variants.removed_at IS NULL AND products.status = 'active'
    ) AS inventory_alerts,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'product_id', top.product_id, 'name', products.name,
            'orders', top.orders, 'units', top.units, 'revenue', top.revenue
        ) ORDER BY top.units DESC, top.product_id)
        FROM (
            SELECT
                s.product_id, sum(s.orders)::bigint AS orders, sum(s.units)::bigint AS units,
                sum(s.revenue)::bigint AS revenue
            FROM product_sales AS s
            WHERE s.grain = 'day' AND s.start > clock.today - 30 AND s.start <= clock.today
            GROUP BY s.product_id
            HAVING sum(s.units) > 0
            ORDER BY units DESC, s.product_id
            LIMIT 10
        ) AS top
        JOIN products ON products.id = top.product_id
    ), '[]') AS popular_products
FROM clock
CROSS JOIN sales
CROSS JOIN early
CROSS JOIN early_refunds;
CREATE UNIQUE INDEX dashboard_only_row_idx ON dashboard (only_row);

-- What a read model depends on beside the notes, as one text: another text means that it is stale.
CREATE FUNCTION state_for(model text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE model
        WHEN 'sales' THEN (SELECT s.currency || s.time_zone FROM store AS s)
        WHEN 'people' THEN concat_ws(
            ' ',
            store_day(now()),
            (SELECT x.id FROM sessions AS x ORDER BY x.id DESC LIMIT 1),
            (SELECT s.time_zone FROM store AS s)
        )
        WHEN 'stock' THEN concat_ws(' ', store_day(now()), (SELECT s.time_zone FROM store AS s))
        WHEN 'dashboard' THEN concat_ws(
            ' ',
            store_day(now()),
            (
                SELECT string_agg(m.refreshed_at::text, ' ' ORDER BY m.name)
                FROM read_models AS m
                WHERE m.name <> 'dashboard'
            )
        )
    END
$$;

-- Since when a read model lags behind the shop; NULL where it does not, or was never built. The dashboard knows what
-- the others know.
CREATE FUNCTION stale_since(model text) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT least(
        CASE WHEN m.built_from <> state_for(m.name) THEN m.refreshed_at END,
        (SELECT min(s.noted_at) FROM stale_sales AS s WHERE m.name IN ('sales', 'dashboard')),
        (SELECT min(p.noted_at) FROM moved_products AS p WHERE m.name IN ('sales', 'dashboard')),
        (SELECT min(o.noted_at) FROM stale_models AS o WHERE o.model = m.name OR m.name = 'dashboard')
    )
    FROM read_models AS m
    WHERE m.name = model
$$;
