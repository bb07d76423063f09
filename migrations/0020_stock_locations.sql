-- Stock locations, alerts and back-in-stock notices.

-- Where stock lies. `position` is the order in which sales take from them. Every shop has the default one, which holds
-- what is said to be nowhere else; a shop that has only this one pays nothing for the rest of this file.
CREATE TABLE stock_locations (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    code text NOT NULL CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(code) <= 50),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    country text CHECK (country ~ '^[A-Z]{2}$'),
    region text CHECK (length(region) BETWEEN 1 AND 100),
    position int NOT NULL DEFAULT 0,
    is_default boolean NOT NULL DEFAULT false,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stock_locations_code_key UNIQUE (code),
    CONSTRAINT stock_locations_default_is_active CHECK (is_active OR NOT is_default)
);
CREATE UNIQUE INDEX stock_locations_default_key ON stock_locations (is_default) WHERE is_default;
INSERT INTO stock_locations (code, name, is_default) VALUES ('main', 'Main location', true);

-- How many pieces lie at other locations than the default one.
CREATE FUNCTION elsewhere_total(elsewhere jsonb) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce((SELECT sum(place.value::int) FROM jsonb_each_text(elsewhere) AS place), 0);

-- Whether no location has less than nothing: none is named without stock, and the default one has what is left. In
-- PL/pgSQL, as others below, since the planner would read a function in SQL anew for each statement that may call it.
CREATE FUNCTION is_stock_somewhere(elsewhere jsonb, on_hand int) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(bool_and(place.value::int > 0), false) AND coalesce(sum(place.value::int), 0) <= on_hand
        FROM jsonb_each_text(elsewhere) AS place
    );
END
$$;

-- `elsewhere` has what lies at other locations, {"<location>": pieces}, or null; the default one has the rest. It
-- stands in the row whose lock decides, since a statement that waited for it sees every other table as it was before.
ALTER TABLE inventory
    ADD COLUMN elsewhere jsonb,
    ADD CONSTRAINT inventory_locations_not_negative CHECK (
        elsewhere IS NULL OR is_stock_somewhere(elsewhere, on_hand)
    );

-- What lies where, a row for each other location that has any of a variant.
CREATE VIEW location_stock AS
SELECT inventory.variant_id, place.key::uuid AS location_id, place.value::int AS on_hand
FROM inventory
CROSS JOIN LATERAL jsonb_each_text(inventory.elsewhere) AS place
WHERE inventory.elsewhere IS NOT NULL;

-- `elsewhere` with these pieces more or less at each location.
CREATE FUNCTION elsewhere_plus(elsewhere jsonb, added jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(summed.key, summed.pieces)
    FROM (
        SELECT place.key, sum(place.value::int)::int AS pieces
        FROM (
            SELECT kept.key, kept.value FROM jsonb_each_text(elsewhere) AS kept
            UNION ALL
            SELECT more.key, more.value FROM jsonb_each_text(added) AS more
        ) AS place
        GROUP BY place.key
        HAVING sum(place.value::int) <> 0
    ) AS summed);
END
$$;

-- `elsewhere` after a change of the total that names no location. What is taken comes whole from the first location in
-- order that has all of it, otherwise in order from each; what is added goes to the default one. Volatile, so that it
-- sees locations that were made while its statement waited for the row.
CREATE FUNCTION elsewhere_after(elsewhere jsonb, on_hand int, delta int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF delta >= 0 THEN
        RETURN elsewhere;
    END IF;
    RETURN (WITH places AS (
        SELECT
            place.id,
            place.is_default,
            row_number() OVER (ORDER BY place.is_active DESC, place.position, place.id) AS turn,
            CASE
                WHEN place.is_default THEN on_hand - elsewhere_total(elsewhere)
                ELSE coalesce((elsewhere ->> place.id::text)::int, 0)
            END AS pieces
        FROM stock_locations AS place
    ), whole AS (
        SELECT places.id FROM places WHERE places.pieces >= -delta ORDER BY places.turn LIMIT 1
    ), taken AS (
        SELECT
            places.id,
            places.is_default,
            places.pieces,
            CASE
                WHEN NOT EXISTS (SELECT FROM whole)
                    THEN greatest(0, least(
                        places.pieces,
                        -delta - (sum(places.pieces) OVER (ORDER BY places.turn) - places.pieces)
                    ))
                WHEN places.id = (SELECT whole.id FROM whole) THEN -delta
                ELSE 0
            END AS quantity
        FROM places
    )
    SELECT jsonb_object_agg(taken.id, (taken.pieces - taken.quantity)::int)
    FROM taken
    WHERE NOT taken.is_default AND taken.pieces > taken.quantity);
END
$$;

-- What a change of a row was at each location, null the default one; numbered from 0. Called volatile, so that it is
-- not written out within statements that seldom come to it, whose beginning would then take longer.
CREATE FUNCTION stock_parts(was_on_hand int, was_elsewhere jsonb, is_on_hand int, is_elsewhere jsonb)
RETURNS TABLE (part smallint, location_id uuid, delta int)
LANGUAGE sql VOLATILE
AS $$
    SELECT (row_number() OVER (ORDER BY moved.location_id NULLS FIRST) - 1)::smallint, moved.location_id, moved.delta
    FROM (
        SELECT
            NULL::uuid AS location_id,
            is_on_hand - elsewhere_total(is_elsewhere) - (was_on_hand - elsewhere_total(was_elsewhere)) AS delta
        UNION ALL
        SELECT coalesce(was.key, is_now.key)::uuid, coalesce(is_now.value::int, 0) - coalesce(was.value::int, 0)
        FROM jsonb_each_text(coalesce(was_elsewhere, '{}')) AS was
        FULL JOIN jsonb_each_text(coalesce(is_elsewhere, '{}')) AS is_now ON is_now.key = was.key
    ) AS moved
    WHERE moved.delta <> 0
$$;

-- A change that touched several locations is several lines of the ledger; `part` numbers them, so that the index still
-- refuses a second sale or return of the same line.
ALTER TABLE stock_movements
    -- No foreign key, which would cost every sale a trigger: a location with a line here is never deleted.
    ADD COLUMN location_id uuid,
    ADD COLUMN part smallint NOT NULL DEFAULT 0,
    DROP CONSTRAINT stock_movements_reason_check,
    ADD CONSTRAINT stock_movements_reason_check CHECK (
        reason IN ('initial', 'import', 'adjustment', 'sale', 'cancel', 'refund', 'transfer')
    ),
    ADD CONSTRAINT stock_movements_direction CHECK (
        CASE
            WHEN reason = 'sale' THEN delta < 0
            WHEN reason IN ('initial', 'cancel', 'refund') THEN delta > 0
            ELSE true
        END
    ),
    ADD CONSTRAINT stock_movements_reference CHECK (
        (reference_id IS NOT NULL) = (reason IN ('refund', 'transfer'))
    );
DROP INDEX stock_movements_order_item_key;
-- A line is sold once, cancelled once, and put back once by each refund.
CREATE UNIQUE INDEX stock_movements_order_item_key
    ON stock_movements (order_item_id, reason, reference_id, part) NULLS NOT DISTINCT WHERE order_item_id IS NOT NULL;
-- For what an admin looks for by reason or by who did it; sales, of which there are most and which nobody does, are not
-- in it.
CREATE INDEX stock_movements_unsold_idx ON stock_movements (id) WHERE reason <> 'sale';

-- Where so many pieces of an order line go back to: where they were taken from, {"<location>": pieces}, as far as that
-- is not the default location and is still in use.
CREATE FUNCTION origin_elsewhere(line_id uuid, quantity int) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    WITH places AS (
        SELECT m.location_id, greatest(0, -sum(m.delta)) AS pieces
        FROM stock_movements AS m
        WHERE m.order_item_id = line_id
        GROUP BY m.location_id
    ), turns AS (
        SELECT
            places.location_id,
            least(
                places.pieces,
                quantity - (sum(places.pieces) OVER (ORDER BY places.location_id NULLS FIRST) - places.pieces)
            ) AS back
        FROM places
    )
    SELECT jsonb_object_agg(turns.location_id, turns.back::int)
    FROM turns
    JOIN stock_locations AS place ON place.id = turns.location_id
    WHERE turns.back > 0 AND place.is_active
$$;

-- Which variants have as few as their threshold, or none; kept by triggers on `inventory`.
CREATE TABLE low_stock (
    variant_id uuid PRIMARY KEY REFERENCES inventory (variant_id) ON DELETE CASCADE,
    since timestamptz NOT NULL DEFAULT now(),
    -- When the last piece was taken, until there are some again; whoever asked for it is told once.
    sold_out_at timestamptz,
    is_told boolean NOT NULL DEFAULT false
);
CREATE INDEX low_stock_untold_idx ON low_stock (sold_out_at) WHERE sold_out_at IS NOT NULL AND NOT is_told;
INSERT INTO low_stock (variant_id)
SELECT inventory.variant_id FROM inventory WHERE inventory.on_hand <= inventory.low_stock_threshold;

-- Which mails about low stock an admin asked for.
CREATE TABLE stock_alert_mails (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    wants_digest boolean NOT NULL,
    wants_sold_out boolean NOT NULL,
    -- What ran low later than this was in no digest yet.
    digest_at timestamptz NOT NULL DEFAULT now()
);

-- Who waits for a variant that is sold out.
CREATE TABLE stock_notices (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    variant_id uuid NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    user_id uuid REFERENCES users (id),
    email text NOT NULL,
    email_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- When its mail was staged; null while it waits, again where the variant sold out before the mail went.
    due_at timestamptz,
    -- Kept for a while for the sake of the link in the mail.
    sent_at timestamptz
);
CREATE UNIQUE INDEX stock_notices_email_key ON stock_notices (email_key, variant_id) WHERE sent_at IS NULL;
CREATE INDEX stock_notices_waiting_idx ON stock_notices (variant_id, id) WHERE due_at IS NULL;
CREATE INDEX stock_notices_sent_at_idx ON stock_notices (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX stock_notices_user_id_idx ON stock_notices (user_id) WHERE user_id IS NOT NULL;

-- Variants that came back while somebody waited for them, and when the next of those are told.
CREATE TABLE stock_returns (
    variant_id uuid PRIMARY KEY REFERENCES variants (id) ON DELETE CASCADE,
    next_at timestamptz NOT NULL DEFAULT now()
);

-- What follows when a variant sells out, returns, or crosses its threshold, in the transaction of the change. A
-- trigger, so that no command can forget it; it costs one look at the changed rows while nothing of that happens.
CREATE OR REPLACE FUNCTION follow_stock() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    crossed uuid[];
    flipped uuid[];
BEGIN
    SELECT
        array_agg(after.variant_id),
        array_agg(after.variant_id) FILTER (WHERE (before.on_hand > 0) <> (after.on_hand > 0))
    INTO crossed, flipped
    FROM changed_from AS before
    JOIN changed_to AS after ON after.variant_id = before.variant_id
    WHERE
        (before.on_hand > 0) <> (after.on_hand > 0)
        OR (before.on_hand > before.low_stock_threshold) <> (after.on_hand > after.low_stock_threshold);
    IF crossed IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO low_stock AS kept (variant_id, sold_out_at)
    SELECT after.variant_id, CASE WHEN after.on_hand = 0 AND after.variant_id = ANY(flipped) THEN now() END
    FROM changed_to AS after
    WHERE after.variant_id = ANY(crossed) AND after.on_hand <= after.low_stock_threshold
    ON CONFLICT (variant_id) DO UPDATE
    SET sold_out_at = excluded.sold_out_at, is_told = false;
    DELETE FROM low_stock USING changed_to AS after
    WHERE
        low_stock.variant_id = after.variant_id
        AND after.variant_id = ANY(crossed) AND after.on_hand > after.low_stock_threshold;
    IF flipped IS NOT NULL THEN
        INSERT INTO stock_returns AS kept (variant_id)
        SELECT after.variant_id
        FROM changed_to AS after
        WHERE
            after.variant_id = ANY(flipped) AND after.on_hand > 0
            AND EXISTS (
                SELECT FROM stock_notices AS notice
                WHERE notice.variant_id = after.variant_id AND notice.due_at IS NULL
            )
        ON CONFLICT (variant_id) DO UPDATE SET next_at = now();
        PERFORM refresh_product_documents(ARRAY(
            SELECT DISTINCT variants.product_id FROM variants WHERE variants.id = ANY(flipped)
        ));
    END IF;
    RETURN NULL;
END
$$;

-- A variant may be low from its beginning.
CREATE FUNCTION begin_stock() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO low_stock (variant_id)
    SELECT opened.variant_id FROM opened_rows AS opened WHERE opened.on_hand <= opened.low_stock_threshold;
    RETURN NULL;
END
$$;
CREATE TRIGGER inventory_begin_stock AFTER INSERT ON inventory
    REFERENCING NEW TABLE AS opened_rows FOR EACH STATEMENT EXECUTE FUNCTION begin_stock();

-- A closed account waits for nothing, also under what a visitor with its address asked for.
CREATE FUNCTION forget_stock_mails() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM stock_notices WHERE email_key = old.email_key OR user_id = old.id;
    DELETE FROM stock_alert_mails WHERE user_id = old.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER users_forget_stock_mails AFTER UPDATE ON users
    FOR EACH ROW WHEN (new.status = 'erased' AND old.status <> 'erased') EXECUTE FUNCTION forget_stock_mails();
