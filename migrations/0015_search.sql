-- What lists and searches walk: a narrow row for each product, where all that it can be filtered by is a number.

CREATE EXTENSION IF NOT EXISTS intarray;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Every category, tag, option value and flag that a product was ever found by, under a number of its own.
CREATE TABLE facet_values (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('category', 'tag', 'option', 'flag')),
    -- A category's id, a tag, an option folded ("size=m"), or what `flags_of` names.
    key text NOT NULL,
    -- Of an option: its name folded, and the value as it was first written.
    name text NOT NULL DEFAULT '',
    label text NOT NULL DEFAULT '',
    -- Active products with it, when they were last counted.
    products int NOT NULL DEFAULT 0,
    CONSTRAINT facet_values_kind_key_key UNIQUE (kind, key)
);

-- The words of the shop: those of names, tags, categories and vendors, with how many active products have them, when
-- they were last counted. For corrections, and for beginnings too short to look through all that begins so.
CREATE TABLE search_words (
    word text COLLATE "C" PRIMARY KEY,
    products int NOT NULL
);
CREATE INDEX search_words_typos_idx ON search_words USING gin (word gin_trgm_ops);

CREATE TABLE product_listings (
    product_id uuid PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    price bigint NOT NULL,
    -- Pieces sold of late; kept by the worker.
    popularity bigint NOT NULL DEFAULT 0,
    status text NOT NULL,
    facets int[] NOT NULL,
    name_key text NOT NULL,
    -- Without places and weights: what is found is ranked by its name and its sales.
    search tsvector NOT NULL
);
CREATE INDEX product_listings_newest_idx ON product_listings (created_at, product_id) WHERE status = 'active';
CREATE INDEX product_listings_price_idx ON product_listings (price, product_id) WHERE status = 'active';
CREATE INDEX product_listings_name_idx ON product_listings (name_key, product_id) WHERE status = 'active';
CREATE INDEX product_listings_popular_idx ON product_listings (popularity, product_id) WHERE status = 'active';
-- What was written of late is looked through one by one by every search: let it be little.
CREATE INDEX product_listings_search_idx ON product_listings USING gin (search) WITH (gin_pending_list_limit = 256);
CREATE INDEX product_listings_facets_idx ON product_listings
    USING gin (facets gin__int_ops) WITH (gin_pending_list_limit = 256);
CREATE INDEX variants_sku_part_idx ON variants
    USING gin (lower(sku) gin_trgm_ops) WITH (gin_pending_list_limit = 256) WHERE removed_at IS NULL;

-- What else lists are narrowed by, so far as few products have it: a flag that most have would be in no index of use.
CREATE FUNCTION flags_of(b built_product_documents) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(ARRAY[
        'vendor=' || b.vendor_id::text,
        CASE WHEN b.status <> 'active' THEN 'status=' || b.status END,
        CASE WHEN b.is_featured THEN 'featured' END,
        CASE WHEN b.on_sale THEN 'on_sale' END,
        CASE WHEN NOT b.in_stock THEN 'sold_out' END
    ], NULL)
$$;

CREATE FUNCTION facet_ids(category_ids uuid[], tags text[], option_values text[], flags text[]) RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(known.id ORDER BY known.id), '{}')
    FROM (
        SELECT 'category' AS kind, unnest(category_ids::text[]) AS key
        UNION ALL
        SELECT 'tag', unnest(tags)
        UNION ALL
        SELECT 'option', unnest(option_values)
        UNION ALL
        SELECT 'flag', unnest(flags)
    ) AS wanted
    JOIN facet_values AS known ON known.kind = wanted.kind AND known.key = wanted.key
$$;

CREATE FUNCTION facets_of(b built_product_documents) RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT facet_ids(b.category_ids, b.tags, b.option_values, flags_of(b))
$$;

-- Gives a number to what these products are found by and no product was before.
CREATE FUNCTION number_facets(built built_product_documents[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO facet_values (kind, key, name, label)
    SELECT DISTINCT ON (found.kind, found.key) found.kind, found.key, found.name, found.label
    FROM (
        SELECT 'category' AS kind, category.id::text AS key, '' AS name, '' AS label
        FROM unnest(built) AS b CROSS JOIN LATERAL unnest(b.category_ids) AS category (id)
        UNION ALL
        SELECT 'tag', tag.value, '', tag.value
        FROM unnest(built) AS b CROSS JOIN LATERAL unnest(b.tags) AS tag (value)
        UNION ALL
        SELECT 'flag', flag.key, '', ''
        FROM unnest(built) AS b CROSS JOIN LATERAL unnest(flags_of(b)) AS flag (key)
        UNION ALL
        SELECT 'option', folded(o.key || '=' || o.value), folded(o.key), o.value
        FROM unnest(built) AS b
        JOIN variants AS v ON v.product_id = b.product_id AND v.removed_at IS NULL
        CROSS JOIN LATERAL jsonb_each_text(v.options) AS o
        WHERE cardinality(b.option_values) > 0
    ) AS found
    WHERE NOT EXISTS (
        SELECT 1 FROM facet_values AS known WHERE known.kind = found.kind AND known.key = found.key
    )
    ORDER BY found.kind, found.key
    ON CONFLICT DO NOTHING
$$;

-- Knows the words of a new name at once; how common they are is counted later.
CREATE FUNCTION learn_words(built built_product_documents[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO search_words (word, products)
    SELECT DISTINCT token.lexeme, 1
    FROM unnest(built) AS b
    CROSS JOIN LATERAL unnest(to_tsvector('simple'::regconfig, b.name_key)) AS token
    WHERE b.status = 'active' AND token.lexeme ~ '^[[:alnum:]]{1,50}$'
        AND NOT EXISTS (SELECT 1 FROM search_words AS known WHERE known.word = token.lexeme)
    ORDER BY token.lexeme
    ON CONFLICT DO NOTHING
$$;

-- Rewrites documents and listings of these products where they changed, locking them in the order of their ids.
CREATE OR REPLACE FUNCTION refresh_product_documents(product_ids uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    built built_product_documents[];
BEGIN
    PERFORM 1 FROM product_documents AS d WHERE d.product_id = ANY(product_ids) ORDER BY d.product_id FOR UPDATE;
    SELECT array_agg(b ORDER BY b.product_id) INTO built
    FROM built_product_documents AS b
    WHERE b.product_id = ANY(product_ids);

    INSERT INTO product_documents AS kept (
        product_id, slug, status, category_id, category_ids, vendor_id, tags, next_price_change_at, created_at, document
    )
    SELECT
        b.product_id, b.slug, b.status, b.category_id, b.category_ids, b.vendor_id, b.tags, b.next_price_change_at,
        b.created_at, b.document
    FROM unnest(built) AS b
    ON CONFLICT (product_id) DO UPDATE SET
        slug = excluded.slug, status = excluded.status, category_id = excluded.category_id,
        category_ids = excluded.category_ids, vendor_id = excluded.vendor_id, tags = excluded.tags,
        next_price_change_at = excluded.next_price_change_at, created_at = excluded.created_at,
        document = excluded.document
    WHERE (kept.document, kept.category_ids, kept.next_price_change_at, kept.status, kept.tags)
        IS DISTINCT FROM
        (excluded.document, excluded.category_ids, excluded.next_price_change_at, excluded.status, excluded.tags);

    PERFORM number_facets(built);
    PERFORM learn_words(built);
    INSERT INTO product_listings AS kept (product_id, created_at, price, status, facets, name_key, search)
    SELECT b.product_id, b.created_at, b.price, b.status, facets_of(b), b.name_key, strip(b.search)
    FROM unnest(built) AS b
    ON CONFLICT (product_id) DO UPDATE SET
        created_at = excluded.created_at, price = excluded.price, status = excluded.status, facets = excluded.facets,
        name_key = excluded.name_key, search = excluded.search
    WHERE (kept.price, kept.status, kept.facets, kept.name_key, kept.search)
        IS DISTINCT FROM (excluded.price, excluded.status, excluded.facets, excluded.name_key, excluded.search);
END
$$;

-- What listings hold now, documents need no more.
DROP FUNCTION matching_products;
ALTER TABLE product_documents
    DROP COLUMN option_values, DROP COLUMN name_key, DROP COLUMN price, DROP COLUMN on_sale, DROP COLUMN is_featured,
    DROP COLUMN in_stock, DROP COLUMN search, DROP COLUMN popularity;

SELECT number_facets(array_agg(b)) FROM built_product_documents AS b;
INSERT INTO product_listings (product_id, created_at, price, status, facets, name_key, search)
SELECT b.product_id, b.created_at, b.price, b.status, facets_of(b), b.name_key, strip(b.search)
FROM built_product_documents AS b;

-- Whether a list shows a product. Inlined by the planner, so that each list is planned for what it really asks; its
-- arguments must hold no subquery for that.
CREATE FUNCTION fits(
    l product_listings, of_status text, typed tsquery, of_facets query_int, from_price bigint, to_price bigint
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT l.status = of_status
        AND (typed IS NULL OR l.search @@ typed)
        AND (of_facets IS NULL OR l.facets @@ of_facets)
        AND (from_price IS NULL OR l.price >= from_price)
        AND (to_price IS NULL OR l.price <= to_price)
$$;

-- How well a name answers what was typed: it is that, begins so, holds all the words, or none of it.
CREATE FUNCTION name_rank(name_key text, typed text, beginnings text[]) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN name_key = typed THEN 4
        WHEN starts_with(name_key, typed) THEN 3
        WHEN ' ' || name_key LIKE ALL(beginnings) THEN 2
        ELSE 1
    END
$$;

-- Which products were bought in one order, the most often first, at most twelve for each.
CREATE TABLE bought_together (
    product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    other_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    orders int NOT NULL,
    PRIMARY KEY (product_id, other_id)
);
CREATE INDEX bought_together_other_id_idx ON bought_together (other_id);

-- What is counted from time to time: up to which change, and what it cost.
CREATE TABLE recounts (
    name text PRIMARY KEY,
    changes bigint NOT NULL,
    seconds float8 NOT NULL,
    counted_at timestamptz NOT NULL
);

-- What people looked for and did not find, by day.
CREATE TABLE missed_searches (
    words text NOT NULL,
    day date NOT NULL,
    times int NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (day, words)
);

-- What somebody typed as a query: every word as it is or by its English stem, the last one also as a beginning. Where
-- many products have words that begin so, some of these words stand for all: a beginning of one letter would be looked
-- up in half of the index. Where it is all that was typed, that is the word itself or the rarest that 10,000 products
-- have, since its whole list is read; behind other words, the commonest. NULL where there is no word in it.
CREATE FUNCTION broad_query(typed text) RETURNS tsquery
LANGUAGE sql STABLE AS $$
    WITH tokens AS (
        SELECT
            token.lexeme,
            quote_literal(token.lexeme) AS word,
            quote_literal((ts_lexize('english_stem', token.lexeme))[1]) AS stem,
            row_number() OVER (ORDER BY token.positions[array_upper(token.positions, 1)] DESC) = 1 AS is_last,
            count(*) OVER () = 1 AS is_alone
        FROM unnest(to_tsvector('simple'::regconfig, folded(typed))) AS token
    ), begun AS (
        SELECT
            known.word, last.is_alone, last.lexeme,
            known.products AS own_products,
            sum(known.products) OVER (ORDER BY known.products DESC, known.word) AS products,
            sum(known.products) OVER () AS all_products,
            row_number() OVER (ORDER BY known.products DESC, known.word) AS place
        FROM tokens AS last
        JOIN search_words AS known ON known.word >= last.lexeme AND known.word < last.lexeme || chr(1114111)
        WHERE last.is_last
    ), enough AS (
        SELECT begun.word
        FROM begun
        WHERE begun.is_alone
            AND begun.own_products >= CASE WHEN begun.word = begun.lexeme THEN 4000 ELSE 10000 END
        ORDER BY begun.word = begun.lexeme DESC, begun.own_products, begun.word
        LIMIT 1
    ), chosen AS (
        SELECT string_agg(quote_literal(begun.word), ' | ') AS words
        FROM begun LEFT JOIN enough ON true
        WHERE begun.all_products > 20000
            AND CASE
                WHEN enough.word IS NOT NULL THEN begun.word = enough.word
                WHEN begun.is_alone THEN begun.products < 20000 OR begun.place = 1
                ELSE begun.place <= 100
            END
    )
    SELECT string_agg(
        '(' || CASE
            WHEN NOT tokens.is_last THEN concat_ws(' | ', tokens.word, tokens.stem)
            ELSE coalesce(chosen.words, concat_ws(' | ', tokens.word || ':*', tokens.stem))
        END || ')', ' & '
    )::tsquery
    FROM tokens CROSS JOIN chosen
$$;

-- The breadth of a bar of prices: 1, 2 or 5 with noughts, so that eight bars or fewer cover a span.
CREATE FUNCTION price_step(span bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(min(step.width), 1)
    FROM (
        SELECT (digit * 10::numeric ^ power)::bigint AS width
        FROM unnest(ARRAY[1, 2, 5]) AS digit CROSS JOIN generate_series(0, 12) AS power
    ) AS step
    WHERE step.width * 7 > span
$$;
