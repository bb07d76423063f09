-- What orders are found by, signs of life of workers, work that an admin gave up, and the history of the invariants.

-- An order's number, its buyer's address and name as words. Made by hand, not by the parser of the text search, which
-- takes an address or `12e5` for one thing and then finds no part of it.
CREATE FUNCTION words_of(words text) RETURNS text []
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_remove(regexp_split_to_array(public.folded(words), '[^[:alnum:]]+'), '')
$$;

CREATE FUNCTION order_words(number text, email text, address jsonb) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(public.words_of(number || ' ' || email || ' ' || coalesce(address ->> 'full_name', '')))
$$;

-- Every word must be there, the last one as a beginning. Nothing is asked for by a text without words.
CREATE FUNCTION order_query(search text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(
        quote_literal(word) || CASE WHEN place = cardinality(public.words_of(search)) THEN ':*' ELSE '' END, ' & '
    )::tsquery
    FROM unnest(public.words_of(search)) WITH ORDINALITY AS searched (word, place)
$$;

-- A short list of what is yet to be sorted in, so that no order waits for a long one to be.
CREATE INDEX orders_words_idx ON orders
USING gin (order_words(number, email, shipping_address)) WITH (gin_pending_list_limit = 256);

-- Orders by words of their number, address and name, or by the beginning of a SKU that a variant in them has now.
CREATE FUNCTION found_orders(search text) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
    SELECT orders.id
    FROM orders
    WHERE order_words(orders.number, orders.email, orders.shipping_address) @@ order_query(search)
    UNION
    SELECT line.order_id
    FROM variants
    JOIN order_items AS line ON line.product_id = variants.product_id AND line.variant_id = variants.id
    WHERE
        variants.removed_at IS NULL
        AND lower(variants.sku) COLLATE "C"
        LIKE replace(replace(replace(lower(trim(search)), '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;

-- Each worker says every few seconds that it lives.
CREATE TABLE workers (
    id text PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    running int NOT NULL CHECK (running >= 0)
);

ALTER TABLE outbox
DROP CONSTRAINT outbox_status_check,
ADD CONSTRAINT outbox_status_check CHECK (status IN ('pending', 'claimed', 'done', 'dead', 'discarded'));
DROP INDEX outbox_done_idx;
CREATE INDEX outbox_finished_idx ON outbox (finished_at) WHERE status IN ('done', 'discarded');

-- What the invariants said, each time they were asked. `findings` is NULL until they have.
CREATE TABLE invariant_runs (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    requested_by uuid,
    requested_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    duration_ms int,
    checked int,
    findings jsonb,
    CONSTRAINT invariant_runs_finished CHECK (num_nonnulls(finished_at, duration_ms, checked, findings) IN (0, 4))
);
