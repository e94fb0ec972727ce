"""Finding among hundreds of thousands of things.

`common_find_like` compares every name that shares a few trigrams with what was typed: for a frequent surname that is
most of the table. Most errors are not in the first letters, so `common_find_misspelt` tries the few names first whose
words begin alike.

`common_find` stops after so many finds, whichever come first; for a word that a great many hold,
`common_find_newest` gives the newest of them. It reads backwards by key, so it must not gather all finds and sort.

`common_find_kinds` looks for several kinds of things with one walk of the index, as `common_find` does for one: each
kind by the first stage that finds anything of it.
"""

AMONG_MANY = r"""
CREATE FUNCTION common_find_misspelt(
    wanted_kind text, asked_organisation bigint, words text, threshold real, at_most integer
) RETURNS TABLE (found_id bigint, likeness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    begun text;
BEGIN
    SELECT string_agg(format('names ~ %L', '\m' || left(word, 3)), ' AND ') INTO begun
        FROM regexp_split_to_table(common_fold(words), '[^[:alnum:]]+') AS word WHERE length(word) > 3;
    IF begun IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT * FROM (SELECT subject_id, word_similarity(%1$L, names) AS likeness FROM common_searchentry '
        'WHERE kind = %2$L AND organisation_id = %3$L AND (%4$s) LIMIT 1000) begun '
        'WHERE likeness >= %5$L::real ORDER BY 2 DESC, 1 LIMIT %6$s',
        common_fold(words), wanted_kind, coalesce(nh_organisation_id(), asked_organisation), begun, threshold, at_most
    );
END
$$;
REVOKE ALL ON FUNCTION common_find_misspelt(text, bigint, text, real, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION common_find_misspelt(text, bigint, text, real, integer) TO nh_staff, nh_client, nh_system;

CREATE FUNCTION common_find_newest(
    wanted_kind text, asked_organisation bigint, ways jsonb, with_personal boolean, at_most integer
) RETURNS TABLE (found_id bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_bitmapscan = off AS $$
DECLARE
    condition text;
    place text := CASE WHEN with_personal THEN 'full_text' ELSE 'open_text' END;
BEGIN
    condition := common_search_condition(ways, place);
    IF condition IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT subject_id FROM common_searchentry WHERE kind = %L AND organisation_id = %L AND (%s) '
        'ORDER BY subject_id DESC LIMIT %s',
        wanted_kind, coalesce(nh_organisation_id(), asked_organisation), condition, at_most
    );
END
$$;
REVOKE ALL ON FUNCTION common_find_newest(text, bigint, jsonb, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION common_find_newest(text, bigint, jsonb, boolean, integer) TO nh_staff, nh_client, nh_system;
"""

DROP_AMONG_MANY = """
DROP FUNCTION common_find_newest(text, bigint, jsonb, boolean, integer);
DROP FUNCTION common_find_misspelt(text, bigint, text, real, integer);
"""

OF_KINDS = r"""
CREATE FUNCTION common_find_kinds(
    wanted_kinds text[], asked_organisation bigint, stages jsonb, with_personal boolean, at_most integer
) RETURNS TABLE (found_kind text, found_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    stage jsonb;
    condition text;
    most CONSTANT integer := 4 * cardinality(wanted_kinds) * at_most;
    kinds text[];
    keys bigint[];
    missing text[] := wanted_kinds;
    place text := CASE WHEN with_personal THEN 'full_text' ELSE 'open_text' END;
BEGIN
    FOR stage IN SELECT jsonb_array_elements(stages) LOOP
        condition := common_search_condition(stage, place);
        CONTINUE WHEN condition IS NULL OR missing = '{}';
        EXECUTE format(
            'SELECT coalesce(array_agg(kind), ''{}''), coalesce(array_agg(subject_id), ''{}'') FROM ('
            'SELECT kind, subject_id FROM common_searchentry '
            'WHERE kind = ANY (%L::text[]) AND organisation_id = %L AND (%s) LIMIT %s) few',
            missing, coalesce(nh_organisation_id(), asked_organisation), condition, most
        ) INTO kinds, keys;
        IF cardinality(keys) = most THEN
            -- So many that one kind may have hidden the others: each by itself.
            RETURN QUERY SELECT kind, one.found_id FROM unnest(missing) AS kind,
                LATERAL common_find(kind, asked_organisation, stages, with_personal, at_most) AS one;
            RETURN;
        END IF;
        RETURN QUERY SELECT one.kind, one.key FROM (
            SELECT few.kind, few.key, row_number() OVER (PARTITION BY few.kind) AS nth
            FROM unnest(kinds, keys) AS few (kind, key)
        ) one WHERE one.nth <= at_most;
        missing := ARRAY(SELECT kind FROM unnest(missing) AS kind WHERE kind <> ALL (kinds));
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION common_find_kinds(text[], bigint, jsonb, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION common_find_kinds(text[], bigint, jsonb, boolean, integer) TO nh_staff, nh_client, nh_system;
"""

DROP_OF_KINDS = "DROP FUNCTION common_find_kinds(text[], bigint, jsonb, boolean, integer);"
