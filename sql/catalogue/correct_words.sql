-- What somebody may have meant: each word that the shop does not know is replaced by the likest that it does, the
-- commoner of two; of the last word it is enough to know a beginning. NULL where nothing is replaced.
SELECT CASE WHEN bool_or(word.better <> word.typed) THEN string_agg(word.better, ' ' ORDER BY word.place) END AS meant
FROM (
    SELECT token.place, token.typed, coalesce(near.word, token.typed) AS better
    FROM (
        SELECT one.typed, one.place, one.place = count(*) OVER () AS is_last
        FROM unnest(regexp_split_to_array(btrim(folded(:q)), '[^[:alnum:]]+')) WITH ORDINALITY AS one (typed, place)
    ) AS token
    LEFT JOIN LATERAL (
        SELECT known.word
        FROM search_words AS known
        WHERE char_length(token.typed) BETWEEN 3 AND 50
            AND NOT EXISTS (
                SELECT 1
                FROM search_words AS same
                WHERE same.word >= token.typed
                    AND same.word < token.typed || CASE WHEN token.is_last THEN chr(1114111) ELSE chr(1) END
            )
            AND known.word % token.typed
            AND levenshtein_less_equal(known.word, token.typed, 3) <= char_length(token.typed) / 3
        ORDER BY levenshtein_less_equal(known.word, token.typed, 3), known.products DESC, known.word
        LIMIT 1
    ) AS near ON true
    WHERE token.typed <> ''
) AS word
