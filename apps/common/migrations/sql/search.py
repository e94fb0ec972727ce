"""Functions of search: how texts are folded, and finding by part and by likeness.

The table is granted to nobody. `common_find` and `common_find_like` run with the owner's rights and look at one
organisation only, that of the scope: under row-level security PostgreSQL may not use a trigram index for LIKE, since
its operators are not leakproof.
"""

SEARCH = r"""
CREATE FUNCTION common_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(lower(words), 'ёaceopxykmthb«»"“”„''`’', 'еасеорхукмтнв')
$$;

CREATE FUNCTION common_search_text(VARIADIC parts text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || regexp_replace(common_fold(array_to_string(parts, ' ')), '\s+', ' ', 'g') || ' '
$$;

CREATE FUNCTION common_search_pattern(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT '%' || CASE WHEN length(folded) < 3 THEN ' ' ELSE '' END
        || replace(replace(replace(folded, '\', '\\'), '%', '\%'), '_', '\_') || '%'
    FROM common_fold(word) AS folded
$$;

CREATE FUNCTION common_search_condition(ways jsonb, place text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg('(' || (
        SELECT string_agg(format('%I LIKE %L', place, common_search_pattern(word)), ' AND ')
        FROM jsonb_array_elements_text(way) AS word
    ) || ')', ' OR ') FROM jsonb_array_elements(ways) AS way
$$;

CREATE FUNCTION common_find(
    wanted_kind text, asked_organisation bigint, stages jsonb, with_personal boolean, at_most integer
) RETURNS TABLE (found_id bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    stage jsonb;
    condition text;
    place text := CASE WHEN with_personal THEN 'full_text' ELSE 'open_text' END;
BEGIN
    FOR stage IN SELECT jsonb_array_elements(stages) LOOP
        condition := common_search_condition(stage, place);
        CONTINUE WHEN condition IS NULL;
        RETURN QUERY EXECUTE format(
            'SELECT subject_id FROM common_searchentry WHERE kind = %L AND organisation_id = %L AND (%s) LIMIT %s',
            wanted_kind, coalesce(nh_organisation_id(), asked_organisation), condition, at_most
        );
        IF FOUND THEN
            RETURN;
        END IF;
    END LOOP;
END
$$;

CREATE FUNCTION common_find_like(
    wanted_kind text, asked_organisation bigint, words text, threshold real, at_most integer
) RETURNS TABLE (found_id bigint, likeness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tried real;
BEGIN
    -- The likest are looked for first, since a low threshold makes many rows be compared; of a great many that are
    -- alike the first few hundred are enough to choose from.
    FOREACH tried IN ARRAY CASE WHEN threshold < 0.6 THEN ARRAY[0.6::real, threshold] ELSE ARRAY[threshold] END LOOP
        PERFORM set_config('pg_trgm.word_similarity_threshold', tried::text, true);
        RETURN QUERY EXECUTE format(
            'SELECT * FROM (SELECT subject_id, word_similarity(%1$L, names) FROM common_searchentry '
            'WHERE kind = %2$L AND organisation_id = %3$L AND %1$L <%% names LIMIT 300) alike '
            'ORDER BY 2 DESC, 1 LIMIT %4$s',
            common_fold(words), wanted_kind, coalesce(nh_organisation_id(), asked_organisation), at_most
        );
        IF FOUND THEN
            RETURN;
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION common_find(text, bigint, jsonb, boolean, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION common_find_like(text, bigint, text, real, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION common_find(text, bigint, jsonb, boolean, integer) TO nh_staff, nh_client, nh_system;
GRANT EXECUTE ON FUNCTION common_find_like(text, bigint, text, real, integer) TO nh_staff, nh_client, nh_system;
"""

DROP_SEARCH = """
DROP FUNCTION common_find_like(text, bigint, text, real, integer);
DROP FUNCTION common_find(text, bigint, jsonb, boolean, integer);
DROP FUNCTION common_search_condition(jsonb, text);
DROP FUNCTION common_search_pattern(text);
DROP FUNCTION common_search_text(text[]);
DROP FUNCTION common_fold(text);
"""
