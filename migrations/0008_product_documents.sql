-- What the storefront reads: one row for each product with the ready JSON and what lists filter, sort and search by.

-- What a customer pays now. A percentage stands in hundredths of a percent and is rounded half up on the price.
CREATE FUNCTION final_price(
    price bigint, discount_type text, discount_value bigint, starts_at timestamptz, ends_at timestamptz, at timestamptz
) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN discount_type IS NULL OR at < starts_at OR at >= ends_at THEN price
        WHEN discount_type = 'percentage' THEN (price * (10000 - discount_value) + 5000) / 10000
        ELSE greatest(price - discount_value, 0)
    END
$$;

-- A category with all that it stands in, itself first. The depth is bounded by the command that moves categories.
CREATE FUNCTION category_path(leaf uuid) RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE up AS (
        SELECT c.id, c.parent_id, 1 AS depth FROM categories AS c WHERE c.id = leaf
        UNION ALL
        SELECT c.id, c.parent_id, up.depth + 1 FROM up JOIN categories AS c ON c.id = up.parent_id WHERE up.depth < 32
    )
    SELECT coalesce(array_agg(up.id ORDER BY up.depth), '{}') FROM up
$$;

-- How words are compared: without accents and capitals. Immutable as long as nobody edits the dictionary, which the
-- planner may rely on: a list is planned for its very filters.
CREATE FUNCTION folded(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, words))
$$;

CREATE FUNCTION folded_all(words text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(folded(word)) FROM unnest(words) AS word
$$;

-- What somebody typed as a query: every word as it is or by its English stem, the last one also as a beginning.
-- NULL where there is no word in it.
CREATE FUNCTION search_query(typed text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(
        '(''' || word.quoted || CASE WHEN word.is_last THEN ''':*' ELSE '''' END
        || coalesce(' | ''' || word.stem || '''', '') || ')', ' & '
    )::tsquery
    FROM (
        SELECT
            replace(replace(token.lexeme, '\', '\\'), '''', '''''') AS quoted,
            replace(replace((ts_lexize('english_stem', token.lexeme))[1], '\', '\\'), '''', '''''') AS stem,
            token.positions[array_upper(token.positions, 1)] = max(token.positions[array_upper(token.positions, 1)]) OVER ()
                AS is_last
        FROM unnest(to_tsvector('simple'::regconfig, folded(typed))) AS token
    ) AS word
$$;

CREATE TABLE product_documents (
    product_id uuid PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
    slug text NOT NULL,
    status text NOT NULL,
    category_id uuid,
    category_ids uuid[] NOT NULL,
    vendor_id uuid,
    tags text[] NOT NULL,
    -- {"size=m", "colour=green"}, folded
    option_values text[] NOT NULL,
    name_key text NOT NULL,
    price bigint NOT NULL,
    on_sale boolean NOT NULL,
    is_featured boolean NOT NULL,
    in_stock boolean NOT NULL,
    search tsvector NOT NULL,
    -- When a discount of the product begins or ends next.
    next_price_change_at timestamptz,
    created_at timestamptz NOT NULL,
    -- UTF-8 JSON as the public sees it, sent as it stands.
    document bytea NOT NULL,
    -- Pieces sold of late; kept by the worker and no part of the document.
    popularity bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX product_documents_slug_idx ON product_documents (slug);
CREATE INDEX product_documents_newest_idx ON product_documents (created_at, product_id) WHERE status = 'active';
CREATE INDEX product_documents_price_idx ON product_documents (price, product_id) WHERE status = 'active';
CREATE INDEX product_documents_name_idx ON product_documents (name_key, product_id) WHERE status = 'active';
CREATE INDEX product_documents_popular_idx ON product_documents (popularity, product_id) WHERE status = 'active';
CREATE INDEX product_documents_vendor_idx ON product_documents (vendor_id, created_at) WHERE vendor_id IS NOT NULL;
CREATE INDEX product_documents_categories_idx ON product_documents USING gin (category_ids);
CREATE INDEX product_documents_tags_idx ON product_documents USING gin (tags);
CREATE INDEX product_documents_options_idx ON product_documents USING gin (option_values);
CREATE INDEX product_documents_search_idx ON product_documents USING gin (search);
CREATE INDEX product_documents_typos_idx ON product_documents USING gin (name_key gin_trgm_ops);
CREATE INDEX product_documents_price_change_idx ON product_documents (next_price_change_at)
    WHERE next_price_change_at IS NOT NULL;
CREATE INDEX variants_sku_prefix_idx ON variants (lower(sku) COLLATE "C") WHERE removed_at IS NULL;

-- Every document as it should be now; `refresh_product_documents` copies from here, `verify` compares with it.
CREATE VIEW built_product_documents AS
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
        'currency', p.currency, 'price', v.price, 'compare_at_price', v.compare_at_price, 'on_sale', v.on_sale,
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
            'options', one.options, 'price', one.final, 'compare_at_price', one.before, 'in_stock', one.on_hand > 0,
            'available', NULL, 'max_per_order', one.max_per_order, 'weight_grams', one.weight_grams
        ) ORDER BY one.position, one.id), '[]') AS variants
    FROM (
        SELECT
            variant.*, inventory.on_hand, priced.final,
            CASE
                WHEN priced.final < variant.price THEN variant.price
                WHEN variant.compare_at_price > priced.final THEN variant.compare_at_price
            END AS before
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

-- Rewrites the documents of these products where they changed, locking them in the order of their ids.
CREATE FUNCTION refresh_product_documents(product_ids uuid[]) RETURNS void
LANGUAGE sql AS $$
    SELECT 1 FROM product_documents AS d WHERE d.product_id = ANY(product_ids) ORDER BY d.product_id FOR UPDATE;

    INSERT INTO product_documents AS kept (
        product_id, slug, status, category_id, category_ids, vendor_id, tags, option_values, name_key, price, on_sale,
        is_featured, in_stock, search, next_price_change_at, created_at, document
    )
    SELECT
        b.product_id, b.slug, b.status, b.category_id, b.category_ids, b.vendor_id, b.tags, b.option_values, b.name_key,
        b.price, b.on_sale, b.is_featured, b.in_stock, b.search, b.next_price_change_at, b.created_at, b.document
    FROM built_product_documents AS b
    WHERE b.product_id = ANY(product_ids)
    ORDER BY b.product_id
    ON CONFLICT (product_id) DO UPDATE SET
        slug = excluded.slug, status = excluded.status, category_id = excluded.category_id,
        category_ids = excluded.category_ids, vendor_id = excluded.vendor_id, tags = excluded.tags,
        option_values = excluded.option_values, name_key = excluded.name_key, price = excluded.price,
        on_sale = excluded.on_sale, is_featured = excluded.is_featured, in_stock = excluded.in_stock,
        search = excluded.search, next_price_change_at = excluded.next_price_change_at,
        created_at = excluded.created_at, document = excluded.document
    WHERE (
        kept.document, kept.category_ids, kept.search, kept.next_price_change_at, kept.status, kept.tags,
        kept.option_values, kept.name_key, kept.price, kept.on_sale, kept.is_featured, kept.in_stock
    ) IS DISTINCT FROM (
        excluded.document, excluded.category_ids, excluded.search, excluded.next_price_change_at, excluded.status,
        excluded.tags, excluded.option_values, excluded.name_key, excluded.price, excluded.on_sale,
        excluded.is_featured, excluded.in_stock
    );
$$;

-- A variant that sells out or returns changes its product's document, in the transaction that took or returned it.
-- A trigger, so that no command can forget it; it costs nothing while nobody sells out.
CREATE FUNCTION follow_stock() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    flipped uuid[];
BEGIN
    SELECT array_agg(DISTINCT variants.product_id) INTO flipped
    FROM changed_from AS before
    JOIN changed_to AS after ON after.variant_id = before.variant_id
    JOIN variants ON variants.id = after.variant_id
    WHERE (before.on_hand > 0) <> (after.on_hand > 0);
    IF flipped IS NOT NULL THEN
        PERFORM refresh_product_documents(flipped);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER inventory_follow_stock AFTER UPDATE ON inventory
    REFERENCING OLD TABLE AS changed_from NEW TABLE AS changed_to
    FOR EACH STATEMENT EXECUTE FUNCTION follow_stock();

-- Products that a list shows. Inlined by the planner, so that each list still chooses its own index; its arguments must
-- hold no subquery for that.
CREATE FUNCTION matching_products(
    of_status text, typed tsquery, of_category uuid, of_tag text, of_vendor uuid, from_price bigint, to_price bigint,
    is_in_stock boolean, is_on_sale boolean, has_feature boolean, with_options text[]
) RETURNS SETOF product_documents
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT d.*
    FROM product_documents AS d
    WHERE d.status = of_status
        AND (typed IS NULL OR d.search @@ typed)
        AND (of_category IS NULL OR d.category_ids @> ARRAY[of_category])
        AND (of_tag IS NULL OR d.tags @> ARRAY[of_tag])
        AND (of_vendor IS NULL OR d.vendor_id = of_vendor)
        AND (from_price IS NULL OR d.price >= from_price)
        AND (to_price IS NULL OR d.price <= to_price)
        AND (is_in_stock IS NULL OR d.in_stock = is_in_stock)
        AND (is_on_sale IS NULL OR d.on_sale = is_on_sale)
        AND (has_feature IS NULL OR d.is_featured = has_feature)
        AND (with_options IS NULL OR d.option_values @> with_options)
$$;
