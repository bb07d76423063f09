-- What changed in the catalogue, for those who keep its answers: a row in the transaction of each change.

CREATE TABLE catalogue_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- A transaction with a lower number may commit later, so readers go by snapshots and never by the highest id seen.
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Answers made from any of these have changed: product:<id>, products, categories, tags; * is all of them.
    keys text[] NOT NULL
);
CREATE INDEX catalogue_changes_transaction_id_idx ON catalogue_changes (transaction_id);
CREATE INDEX catalogue_changes_changed_at_idx ON catalogue_changes (changed_at);

-- Writes down that answers made from these have changed. A transaction that changes more than a thousand things says
-- so once, for all answers, and nothing thereafter.
CREATE FUNCTION note_catalogue_change(changed_keys text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    -- Ends with the transaction, and goes back with a savepoint.
    noted int := coalesce(nullif(current_setting('rowlock.catalogue_changes', true), ''), '0')::int;
BEGIN
    IF noted > 1000 THEN
        RETURN;
    END IF;
    noted := noted + cardinality(changed_keys);
    PERFORM set_config('rowlock.catalogue_changes', noted::text, true);
    INSERT INTO catalogue_changes (keys) VALUES (CASE WHEN noted > 1000 THEN ARRAY['*'] ELSE changed_keys END);
END
$$;

-- A product that changes drops its own answers and those of every list, which may all have shown it. Stock that changes
-- without selling out changes no document, and comes nowhere near here.
CREATE FUNCTION note_product_changes() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(after.product_id) INTO changed
        FROM changed_from AS before
        JOIN changed_to AS after ON after.product_id = before.product_id
        WHERE (before.document, before.status, before.slug, before.category_ids, before.tags)
            IS DISTINCT FROM (after.document, after.status, after.slug, after.category_ids, after.tags);
    ELSE
        SELECT array_agg(rows.product_id) INTO changed FROM changed_rows AS rows;
    END IF;
    IF cardinality(changed) > 1000 THEN
        PERFORM note_catalogue_change(ARRAY['*']);
    ELSIF changed IS NOT NULL THEN
        PERFORM note_catalogue_change(
            ARRAY['products'] || ARRAY(SELECT 'product:' || changed_id FROM unnest(changed) AS changed_id)
        );
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER product_documents_note_new AFTER INSERT ON product_documents
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_product_changes();
CREATE TRIGGER product_documents_note_changed AFTER UPDATE ON product_documents
    REFERENCING OLD TABLE AS changed_from NEW TABLE AS changed_to
    FOR EACH STATEMENT EXECUTE FUNCTION note_product_changes();
CREATE TRIGGER product_documents_note_gone AFTER DELETE ON product_documents
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_product_changes();

-- Notes the keys that the trigger names, once for a statement, where the statement changed anything.
CREATE FUNCTION note_changed_rows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM changed_rows) THEN
        PERFORM note_catalogue_change(TG_ARGV[0:]);
    END IF;
    RETURN NULL;
END
$$;
-- Lists find by categories, and count them as facets.
CREATE TRIGGER categories_note_new AFTER INSERT ON categories
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('categories', 'products');
CREATE TRIGGER categories_note_changed AFTER UPDATE ON categories
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('categories', 'products');
CREATE TRIGGER categories_note_gone AFTER DELETE ON categories
    REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('categories', 'products');

-- What else answers of the catalogue are made from: counts, words, and what sells. One row for a statement.

-- Counts of categories and tags. Adding them up changes none.
CREATE FUNCTION note_tallies() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM changed_rows WHERE NOT is_folded) THEN
        PERFORM note_catalogue_change(TG_ARGV[0:]);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER category_tallies_note AFTER INSERT ON category_tallies
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_tallies('categories');
CREATE TRIGGER tag_tallies_note AFTER INSERT ON tag_tallies
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_tallies('tags');

-- The order of lists; all else that a listing holds changes with its document.
CREATE FUNCTION note_popularity() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM changed_from AS before
        JOIN changed_to AS after ON after.product_id = before.product_id
        WHERE before.popularity <> after.popularity
    ) THEN
        PERFORM note_catalogue_change(ARRAY['products']);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER product_listings_note_popularity AFTER UPDATE ON product_listings
    REFERENCING OLD TABLE AS changed_from NEW TABLE AS changed_to
    FOR EACH STATEMENT EXECUTE FUNCTION note_popularity();

-- Searches, and what is related; counted anew some seconds after the products that they are counted from.
CREATE TRIGGER facet_values_note_counted AFTER UPDATE ON facet_values
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('products');
CREATE TRIGGER search_words_note_counted AFTER UPDATE ON search_words
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('products');
CREATE TRIGGER search_words_note_gone AFTER DELETE ON search_words
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('products');
CREATE TRIGGER bought_together_note_new AFTER INSERT ON bought_together
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('products');
CREATE TRIGGER bought_together_note_changed AFTER UPDATE ON bought_together
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('products');
CREATE TRIGGER bought_together_note_gone AFTER DELETE ON bought_together
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_rows('products');
