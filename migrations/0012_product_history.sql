-- What a catalogue remembers and counts: former slugs, prices over time, products in categories and under tags.

-- A slug that a product no longer has, and nobody else has taken since, leads to that product.
CREATE TABLE former_product_slugs (
    slug text PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    retired_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX former_product_slugs_product_id_idx ON former_product_slugs (product_id);

CREATE TABLE former_category_slugs (
    slug text PRIMARY KEY,
    category_id uuid NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    retired_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX former_category_slugs_category_id_idx ON former_category_slugs (category_id);

-- Triggers, since commands, imports and bulk edits all rename.
CREATE FUNCTION retire_product_slug() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO former_product_slugs (slug, product_id) VALUES (OLD.slug, OLD.id)
    ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id, retired_at = excluded.retired_at;
    DELETE FROM former_product_slugs AS former WHERE former.slug = NEW.slug;
    RETURN NULL;
END
$$;
CREATE TRIGGER products_retire_slug AFTER UPDATE OF slug ON products
    FOR EACH ROW WHEN (old.slug <> new.slug) EXECUTE FUNCTION retire_product_slug();

CREATE FUNCTION take_product_slugs() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM former_product_slugs AS former USING added WHERE former.slug = added.slug;
    RETURN NULL;
END
$$;
CREATE TRIGGER products_take_slugs AFTER INSERT ON products
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION take_product_slugs();

CREATE FUNCTION retire_category_slug() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO former_category_slugs (slug, category_id) VALUES (OLD.slug, OLD.id)
    ON CONFLICT (slug) DO UPDATE SET category_id = excluded.category_id, retired_at = excluded.retired_at;
    DELETE FROM former_category_slugs AS former WHERE former.slug = NEW.slug;
    RETURN NULL;
END
$$;
CREATE TRIGGER categories_retire_slug AFTER UPDATE OF slug ON categories
    FOR EACH ROW WHEN (old.slug <> new.slug) EXECUTE FUNCTION retire_category_slug();

CREATE FUNCTION take_category_slug() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM former_category_slugs AS former WHERE former.slug = NEW.slug;
    RETURN NULL;
END
$$;
CREATE TRIGGER categories_take_slug AFTER INSERT ON categories
    FOR EACH ROW EXECUTE FUNCTION take_category_slug();

-- What If-Match compares.
ALTER TABLE categories ADD COLUMN version bigint NOT NULL DEFAULT 1;

-- A category and all below it. The depth is bounded by the command that moves categories.
CREATE FUNCTION category_subtree(top uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE down AS (
        SELECT c.id, 1 AS depth FROM categories AS c WHERE c.id = top
        UNION ALL
        SELECT c.id, down.depth + 1 FROM down JOIN categories AS c ON c.parent_id = down.id WHERE down.depth < 32
    )
    SELECT down.id FROM down
$$;

-- What a customer pays for a variant from an instant on, and whether a higher price stands crossed out beside it. A
-- discount that is planned has its rows already, in the future: the history is true without anybody keeping time.
-- A variant without rows has cost its `price` since it exists, not reduced.
CREATE TABLE price_history (
    variant_id uuid NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    changed_at timestamptz NOT NULL,
    price bigint NOT NULL,
    is_reduced boolean NOT NULL,
    PRIMARY KEY (variant_id, changed_at)
);

-- The prices of a variant from an instant on, as far as its product's discount is known.
CREATE FUNCTION price_steps(
    from_at timestamptz, price bigint, compare_at_price bigint, discount_type text, discount_value bigint,
    starts_at timestamptz, ends_at timestamptz
) RETURNS TABLE (changed_at timestamptz, price bigint, is_reduced boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT step.at, priced.final, priced.final < $2 OR coalesce($3 > priced.final, false)
    FROM unnest(CASE WHEN $4 IS NULL THEN ARRAY[$1] ELSE ARRAY[$1, $6, $7] END) AS step (at)
    CROSS JOIN LATERAL final_price($2, $4, $5, $6, $7, step.at) AS priced (final)
    WHERE step.at >= $1
$$;

-- Writes down anew what these variants cost from now on.
CREATE FUNCTION renew_prices(variant_ids uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM price_history AS planned WHERE planned.variant_id = ANY(variant_ids) AND planned.changed_at > now();
    INSERT INTO price_history (variant_id, changed_at, price, is_reduced)
    SELECT v.id, step.changed_at, step.price, step.is_reduced
    FROM variants AS v
    JOIN products AS p ON p.id = v.product_id
    CROSS JOIN LATERAL price_steps(
        now(), v.price, v.compare_at_price, p.discount_type, p.discount_value, p.discount_starts_at, p.discount_ends_at
    ) AS step
    LEFT JOIN LATERAL (
        SELECT h.price, h.is_reduced
        FROM price_history AS h
        WHERE h.variant_id = v.id
        ORDER BY h.changed_at DESC
        LIMIT 1
    ) AS last ON true
    WHERE v.id = ANY(variant_ids)
        AND (step.changed_at > now() OR (step.price, step.is_reduced) IS DISTINCT FROM (last.price, last.is_reduced))
    ON CONFLICT (variant_id, changed_at) DO UPDATE SET price = excluded.price, is_reduced = excluded.is_reduced;
END
$$;

-- Triggers, so that no way of changing a price forgets its history. New variants at a plain price write nothing.
CREATE FUNCTION record_first_prices() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO price_history (variant_id, changed_at, price, is_reduced)
    SELECT v.id, step.changed_at, step.price, step.is_reduced
    FROM added AS v
    JOIN products AS p ON p.id = v.product_id
    CROSS JOIN LATERAL price_steps(
        v.created_at, v.price, v.compare_at_price, p.discount_type, p.discount_value, p.discount_starts_at,
        p.discount_ends_at
    ) AS step
    WHERE p.discount_type IS NOT NULL OR v.compare_at_price > v.price;
    RETURN NULL;
END
$$;
CREATE TRIGGER variants_record_first_prices AFTER INSERT ON variants
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_first_prices();

CREATE FUNCTION record_prices() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed uuid[];
BEGIN
    SELECT array_agg(after.id) INTO changed
    FROM changed_from AS before
    JOIN changed_to AS after ON after.id = before.id
    WHERE (before.price, before.compare_at_price) IS DISTINCT FROM (after.price, after.compare_at_price);
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    -- The discount of a product must not change while the prices under it do.
    PERFORM 1 FROM products AS p
    WHERE p.id IN (SELECT v.product_id FROM variants AS v WHERE v.id = ANY(changed)) ORDER BY p.id FOR NO KEY UPDATE;
    INSERT INTO price_history (variant_id, changed_at, price, is_reduced)
    SELECT before.id, before.created_at, before.price, false
    FROM changed_from AS before
    WHERE before.id = ANY(changed)
        AND NOT EXISTS (SELECT 1 FROM price_history AS h WHERE h.variant_id = before.id);
    PERFORM renew_prices(changed);
    RETURN NULL;
END
$$;
CREATE TRIGGER variants_record_prices AFTER UPDATE ON variants
    REFERENCING OLD TABLE AS changed_from NEW TABLE AS changed_to
    FOR EACH STATEMENT EXECUTE FUNCTION record_prices();

CREATE FUNCTION record_discounts() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed uuid[];
BEGIN
    SELECT array_agg(after.id) INTO changed
    FROM changed_from AS before
    JOIN changed_to AS after ON after.id = before.id
    WHERE (before.discount_type, before.discount_value, before.discount_starts_at, before.discount_ends_at)
        IS DISTINCT FROM (after.discount_type, after.discount_value, after.discount_starts_at, after.discount_ends_at);
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO price_history (variant_id, changed_at, price, is_reduced)
    SELECT v.id, v.created_at, v.price, false
    FROM variants AS v
    WHERE v.product_id = ANY(changed) AND NOT EXISTS (SELECT 1 FROM price_history AS h WHERE h.variant_id = v.id);
    PERFORM renew_prices(array_agg(v.id)) FROM variants AS v WHERE v.product_id = ANY(changed);
    RETURN NULL;
END
$$;
CREATE TRIGGER products_record_discounts AFTER UPDATE ON products
    REFERENCING OLD TABLE AS changed_from NEW TABLE AS changed_to
    FOR EACH STATEMENT EXECUTE FUNCTION record_discounts();

-- When the reduction of a variant began that runs now; NULL where none does.
CREATE FUNCTION reduced_since(of_variant uuid) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT min(h.changed_at)
    FROM price_history AS h
    WHERE h.variant_id = of_variant AND h.is_reduced AND h.changed_at <= now()
        AND h.changed_at > coalesce((
            SELECT max(full_price.changed_at)
            FROM price_history AS full_price
            WHERE full_price.variant_id = of_variant AND NOT full_price.is_reduced AND full_price.changed_at <= now()
        ), '-infinity')
$$;

-- The lowest price of the 30 days before the reduction that runs now (Directive 98/6/EC, article 6a). A reduction that
-- deepens step by step counts as one. NULL where nothing is reduced, and where there was no price before it.
CREATE FUNCTION lowest_recent_price(of_variant uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT min(past.price)
    FROM (
        SELECT h.price, h.changed_at, lead(h.changed_at) OVER (ORDER BY h.changed_at) AS until
        FROM price_history AS h
        WHERE h.variant_id = of_variant
    ) AS past
    CROSS JOIN reduced_since(of_variant) AS began (at)
    WHERE past.changed_at < began.at AND past.until > began.at - interval '30 days'
$$;

-- Every document as it should be now; `refresh_product_documents` copies from here, `verify` compares with it.
CREATE OR REPLACE VIEW built_product_documents AS
SELECT
    p.id AS product_id, p.slug, p.status, p.category_id,
    category_path(p.category_id) AS category_ids,
    p.vendor_id, p.tags, v.option_values,
    folded(p.name) AS name_key,
    v.price,
    v.on_sale,
    p.is_featured,
    v.in_stock,
    setweight(to_tsvector('simple', folded(p.name)) || to_tsvector('english', folded(p.name)), 'A')
    || setweight(to_tsvector('simple', v.skus), 'A')
    || setweight(to_tsvector('simple', folded(concat_ws(
        ' ', array_to_string(p.tags, ' '), vendor.name, category.name
    ))), 'B')
    || setweight(to_tsvector('english', folded(left(regexp_replace(p.description, '<[^>]*>', ' ', 'g'), 20000))), 'D')
        AS search,
    CASE
        WHEN p.discount_starts_at > now() THEN p.discount_starts_at
        WHEN p.discount_ends_at > now() THEN p.discount_ends_at
    END AS next_price_change_at,
    p.created_at,
    convert_to(json_build_object(
        'id', p.id, 'slug', p.slug, 'name', p.name, 'description', p.description, 'status', p.status,
        'category', CASE WHEN category.id IS NOT NULL THEN json_build_object(
            'id', category.id, 'slug', category.slug, 'name', category.name
        ) END,
        'vendor', CASE WHEN vendor.id IS NOT NULL THEN json_build_object('id', vendor.id, 'name', vendor.name) END,
        'currency', p.currency, 'price', v.price, 'compare_at_price', v.compare_at_price,
        'lowest_recent_price', v.lowest_recent_price, 'on_sale', v.on_sale,
        'is_featured', p.is_featured, 'in_stock', v.in_stock, 'options', p.options, 'variants', v.variants,
        'images', coalesce(pictures.images, '[]'), 'tags', p.tags,
        'discount', CASE WHEN p.discount_type IS NOT NULL THEN json_build_object(
            'type', p.discount_type,
            'value', CASE p.discount_type
                WHEN 'percentage' THEN trim_scale(p.discount_value / 100.0) ELSE p.discount_value
            END,
            'starts_at', instant_text(p.discount_starts_at), 'ends_at', instant_text(p.discount_ends_at)
        ) END,
        'seo', json_build_object('title', p.seo_title, 'description', p.seo_description),
        'attributes', p.attributes,
        'created_at', instant_text(p.created_at), 'updated_at', instant_text(p.updated_at)
    )::text, 'UTF8') AS document
FROM products AS p
LEFT JOIN categories AS category ON category.id = p.category_id
LEFT JOIN vendors AS vendor ON vendor.id = p.vendor_id
CROSS JOIN LATERAL (
    SELECT
        min(one.final) AS price,
        (array_agg(one.before ORDER BY one.final, one.position))[1] AS compare_at_price,
        (array_agg(one.lowest_recent ORDER BY one.final, one.position))[1] AS lowest_recent_price,
        coalesce(bool_or(one.before IS NOT NULL), false) AS on_sale,
        coalesce(bool_or(one.on_hand > 0), false) AS in_stock,
        coalesce(string_agg(one.sku, ' '), '') AS skus,
        coalesce((
            SELECT array_agg(DISTINCT folded(o.key || '=' || o.value))
            FROM variants AS ov
            CROSS JOIN LATERAL jsonb_each_text(ov.options) AS o
            WHERE ov.product_id = p.id AND ov.removed_at IS NULL
        ), '{}') AS option_values,
        coalesce(json_agg(json_build_object(
            'id', one.id, 'sku', one.sku,
            'name', coalesce((
                SELECT string_agg(o.value, ' / ' ORDER BY choice.place, o.key)
                FROM jsonb_each_text(one.options) AS o
                LEFT JOIN LATERAL jsonb_array_elements(p.options) WITH ORDINALITY AS choice (option, place)
                    ON choice.option ->> 'name' = o.key
            ), p.name),
            'options', one.options, 'price', one.final, 'compare_at_price', one.before,
            'lowest_recent_price', one.lowest_recent, 'in_stock', one.on_hand > 0,
            'available', NULL, 'max_per_order', one.max_per_order, 'weight_grams', one.weight_grams, 'barcode', NULL
        ) ORDER BY one.position, one.id), '[]') AS variants
    FROM (
        SELECT
            variant.*, inventory.on_hand, priced.final,
            CASE
                WHEN priced.final < variant.price THEN variant.price
                WHEN variant.compare_at_price > priced.final THEN variant.compare_at_price
            END AS before,
            CASE
                WHEN priced.final < variant.price OR variant.compare_at_price > priced.final
                    THEN lowest_recent_price(variant.id)
            END AS lowest_recent
        FROM variants AS variant
        JOIN inventory ON inventory.variant_id = variant.id
        CROSS JOIN LATERAL final_price(
            variant.price, p.discount_type, p.discount_value, p.discount_starts_at, p.discount_ends_at, now()
        ) AS priced (final)
        WHERE variant.product_id = p.id AND variant.removed_at IS NULL
    ) AS one
) AS v
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'id', image.id, 'alt', image.alt, 'position', image.position, 'variant_id', image.variant_id,
        'source_url', image.source_url, 'renditions', image.renditions
    ) ORDER BY image.position, image.id) AS images
    FROM images AS image
    WHERE image.product_id = p.id AND image.status IN ('ready', 'external')
) AS pictures ON true
WHERE v.price IS NOT NULL;

-- How many active products stand in a category and below it, and under a tag: the sums of these rows. A change adds
-- rows and locks none, so that no two commands wait for each other on a popular category; a job adds them up.
CREATE TABLE category_tallies (
    category_id uuid NOT NULL,
    own bigint NOT NULL,
    within bigint NOT NULL,
    is_folded boolean NOT NULL DEFAULT false
);
CREATE INDEX category_tallies_category_id_idx ON category_tallies (category_id);
CREATE INDEX category_tallies_new_idx ON category_tallies (category_id) WHERE NOT is_folded;

CREATE TABLE tag_tallies (
    tag text NOT NULL,
    products bigint NOT NULL,
    is_folded boolean NOT NULL DEFAULT false
);
CREATE INDEX tag_tallies_tag_idx ON tag_tallies (tag);
CREATE INDEX tag_tallies_new_idx ON tag_tallies (tag) WHERE NOT is_folded;

-- Products that come with a statement, or go with it.
CREATE FUNCTION tally_products() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    sign int := CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END;
BEGIN
    INSERT INTO category_tallies (category_id, own, within)
    SELECT above.id, sign * count(*) FILTER (WHERE above.id = d.category_id), sign * count(*)
    FROM changed AS d
    CROSS JOIN LATERAL unnest(d.category_ids) AS above (id)
    WHERE d.status = 'active'
    GROUP BY above.id;
    INSERT INTO tag_tallies (tag, products)
    SELECT tag.value, sign * count(*)
    FROM changed AS d
    CROSS JOIN LATERAL unnest(d.tags) AS tag (value)
    WHERE d.status = 'active'
    GROUP BY tag.value;
    RETURN NULL;
END
$$;
CREATE TRIGGER product_documents_tally_new AFTER INSERT ON product_documents
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tally_products();
CREATE TRIGGER product_documents_tally_gone AFTER DELETE ON product_documents
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tally_products();

-- Products that move, or come into sale or out of it. Most statements change other things, and end after one look.
CREATE FUNCTION tally_moved_products() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moved uuid[];
BEGIN
    SELECT array_agg(after.product_id) INTO moved
    FROM changed_from AS before
    JOIN changed_to AS after ON after.product_id = before.product_id
    WHERE (before.status = 'active', before.category_ids, before.tags)
        IS DISTINCT FROM (after.status = 'active', after.category_ids, after.tags);
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO category_tallies (category_id, own, within)
    SELECT above.id, sum(d.sign * (above.id = d.category_id)::int), sum(d.sign)
    FROM (
        SELECT -1 AS sign, b.category_id, b.category_ids
        FROM changed_from AS b WHERE b.product_id = ANY(moved) AND b.status = 'active'
        UNION ALL
        SELECT 1, a.category_id, a.category_ids
        FROM changed_to AS a WHERE a.product_id = ANY(moved) AND a.status = 'active'
    ) AS d
    CROSS JOIN LATERAL unnest(d.category_ids) AS above (id)
    GROUP BY above.id
    HAVING sum(d.sign * (above.id = d.category_id)::int) <> 0 OR sum(d.sign) <> 0;
    INSERT INTO tag_tallies (tag, products)
    SELECT tag.value, sum(d.sign)
    FROM (
        SELECT -1 AS sign, b.tags FROM changed_from AS b WHERE b.product_id = ANY(moved) AND b.status = 'active'
        UNION ALL
        SELECT 1, a.tags FROM changed_to AS a WHERE a.product_id = ANY(moved) AND a.status = 'active'
    ) AS d
    CROSS JOIN LATERAL unnest(d.tags) AS tag (value)
    GROUP BY tag.value
    HAVING sum(d.sign) <> 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER product_documents_tally_moved AFTER UPDATE ON product_documents
    REFERENCING OLD TABLE AS changed_from NEW TABLE AS changed_to
    FOR EACH STATEMENT EXECUTE FUNCTION tally_moved_products();

-- What the shop has already.
INSERT INTO price_history (variant_id, changed_at, price, is_reduced)
SELECT v.id, step.changed_at, step.price, step.is_reduced
FROM variants AS v
JOIN products AS p ON p.id = v.product_id
CROSS JOIN LATERAL price_steps(
    v.created_at, v.price, v.compare_at_price, p.discount_type, p.discount_value, p.discount_starts_at,
    p.discount_ends_at
) AS step
WHERE p.discount_type IS NOT NULL OR v.compare_at_price > v.price;

INSERT INTO category_tallies (category_id, own, within, is_folded)
SELECT above.id, count(*) FILTER (WHERE above.id = d.category_id), count(*), true
FROM product_documents AS d
CROSS JOIN LATERAL unnest(d.category_ids) AS above (id)
WHERE d.status = 'active'
GROUP BY above.id;

INSERT INTO tag_tallies (tag, products, is_folded)
SELECT tag.value, count(*), true
FROM product_documents AS d
CROSS JOIN LATERAL unnest(d.tags) AS tag (value)
WHERE d.status = 'active'
GROUP BY tag.value;

SELECT refresh_product_documents(array_agg(d.product_id)) FROM product_documents AS d;
