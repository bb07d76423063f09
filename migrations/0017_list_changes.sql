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
