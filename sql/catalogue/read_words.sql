-- What somebody typed, as the query to ask and as names are compared with it. Without a word in it it finds nothing.
SELECT
    coalesce(broad_query(:q)::text, '') AS words,
    btrim(folded(:q)) AS name,
    coalesce((
        SELECT array_agg('% ' || replace(replace(replace(word.least, '\', '\\'), '%', '\%'), '_', '\_') || '%')
        FROM (
            SELECT CASE
                WHEN starts_with(token.lexeme, stem.lexeme) THEN stem.lexeme ELSE token.lexeme
            END AS least
            FROM unnest(to_tsvector('simple'::regconfig, folded(:q))) AS token
            CROSS JOIN LATERAL (SELECT (ts_lexize('english_stem', token.lexeme))[1] AS lexeme) AS stem
        ) AS word
    ), '{}') AS beginnings
