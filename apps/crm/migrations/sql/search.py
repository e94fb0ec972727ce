"""Functions and triggers that keep clients and contracts searchable, and find a client's likely duplicates.

They run with the owner's rights, since the search table is granted to nobody; `crm_twins` looks at the organisation of
the scope only.
"""

LEGAL_FORMS = (
    "общество с ограниченной ответственностью", "товарищество с ограниченной ответственностью",
    "публичное акционерное общество", "закрытое акционерное общество", "открытое акционерное общество",
    "непубличное акционерное общество", "акционерное общество", "индивидуальный предприниматель",
    "крестьянское хозяйство", "автономная некоммерческая организация", "ооо", "ао", "пао", "зао", "оао", "нао", "ип",
    "тоо", "кфх", "ано", "гк", "llc", "ltd", "limited", "llp", "inc", "corp", "corporation", "company", "co", "gmbh",
    "ag", "sa", "bv", "plc", "pte", "fze", "fzco",
)  # fmt: skip

INDEX = r"""
CREATE FUNCTION crm_bare_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        regexp_replace(common_fold(name), '\m(' || common_fold('@FORMS@') || ')\M', ' ', 'g'),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$;

CREATE FUNCTION crm_index_clients(wanted bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM common_searchentry WHERE kind = 'crm.client' AND subject_id IN (
        SELECT id FROM crm_client WHERE id = ANY (wanted) AND merged_into_id IS NOT NULL
    );
    INSERT INTO common_searchentry (organisation_id, kind, subject_id, open_text, full_text, names, changed_at)
    SELECT c.organisation_id, 'crm.client', c.id,
        common_search_text(c.name, c.short_name, c.registration_number, legal.numbers, n.numbers, k.names),
        common_search_text(
            c.name, c.short_name, c.registration_number, c.inn, c.ogrn, n.numbers, k.names,
            ltrim(c.phone, '+'), c.email, k.reach
        ),
        btrim(concat_ws(' ', crm_bare_name(c.name), nullif(crm_bare_name(c.short_name), crm_bare_name(c.name)),
            common_fold(k.names))),
        now()
    FROM crm_client c
    CROSS JOIN LATERAL (
        -- The numbers of companies are public, those of people are personal data.
        SELECT CASE WHEN c.type IN ('sole_trader', 'person') THEN '' ELSE c.inn || ' ' || c.ogrn END AS numbers
    ) legal
    CROSS JOIN LATERAL (
        SELECT string_agg(name, ' ' ORDER BY id) AS names,
            string_agg(concat_ws(' ', ltrim(phone, '+'), email, telegram), ' ' ORDER BY id) AS reach
        FROM crm_contact WHERE client_id = c.id
    ) k
    CROSS JOIN LATERAL (
        SELECT string_agg(number, ' ' ORDER BY id) AS numbers FROM crm_contract WHERE client_id = c.id
    ) n
    WHERE c.id = ANY (wanted) AND c.merged_into_id IS NULL
    ON CONFLICT (kind, subject_id) DO UPDATE
        SET open_text = excluded.open_text, full_text = excluded.full_text, names = excluded.names,
            changed_at = excluded.changed_at, looked_at = NULL
        WHERE (common_searchentry.open_text, common_searchentry.full_text, common_searchentry.names)
            IS DISTINCT FROM (excluded.open_text, excluded.full_text, excluded.names)
$$;

CREATE FUNCTION crm_index_contracts(of_clients bigint[], just_one bigint DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO common_searchentry (organisation_id, kind, subject_id, open_text, full_text, names, changed_at)
    SELECT t.organisation_id, 'crm.contract', t.id,
        common_search_text(
            t.number, c.name, c.short_name, CASE WHEN c.type IN ('sole_trader', 'person') THEN '' ELSE c.inn END
        ),
        common_search_text(t.number, c.name, c.short_name, c.inn),
        concat_ws(' ', common_fold(t.number), crm_bare_name(c.name)),
        now()
    FROM crm_contract t JOIN crm_client c ON c.id = t.client_id
    WHERE c.id = ANY (of_clients) AND (just_one IS NULL OR t.id = just_one)
    ON CONFLICT (kind, subject_id) DO UPDATE
        SET open_text = excluded.open_text, full_text = excluded.full_text, names = excluded.names,
            changed_at = excluded.changed_at
        WHERE common_searchentry.full_text IS DISTINCT FROM excluded.full_text
            OR common_searchentry.open_text IS DISTINCT FROM excluded.open_text
$$;

CREATE FUNCTION crm_client_searched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM crm_index_clients(ARRAY[NEW.id]);
    IF TG_OP = 'UPDATE' AND (NEW.name, NEW.short_name, NEW.inn, NEW.type)
        IS DISTINCT FROM (OLD.name, OLD.short_name, OLD.inn, OLD.type) THEN
        PERFORM crm_index_contracts(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION crm_contact_searched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM crm_index_clients(ARRAY[OLD.client_id]);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.client_id <> OLD.client_id) THEN
        PERFORM crm_index_clients(ARRAY[NEW.client_id]);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION crm_contract_searched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.client_id <> OLD.client_id THEN
        PERFORM crm_index_clients(ARRAY[OLD.client_id]);
    END IF;
    -- A draft has no number that its client could be found by.
    IF TG_OP = 'UPDATE' OR NEW.number IS NOT NULL THEN
        PERFORM crm_index_clients(ARRAY[NEW.client_id]);
    END IF;
    PERFORM crm_index_contracts(ARRAY[NEW.client_id], NEW.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER crm_client_searched AFTER INSERT OR UPDATE OF
    type, name, short_name, inn, ogrn, registration_number, phone, email, merged_into_id ON crm_client
    FOR EACH ROW EXECUTE FUNCTION crm_client_searched();
CREATE TRIGGER crm_contact_searched AFTER INSERT OR DELETE OR UPDATE OF name, phone, email, telegram, client_id
    ON crm_contact FOR EACH ROW EXECUTE FUNCTION crm_contact_searched();
CREATE TRIGGER crm_contract_searched AFTER INSERT OR UPDATE OF number, client_id ON crm_contract
    FOR EACH ROW EXECUTE FUNCTION crm_contract_searched();

CREATE FUNCTION crm_twins(
    asked_organisation bigint, but_client bigint, given_inn text, given_phones text[], given_emails text[],
    given_name text, threshold real
) RETURNS TABLE (client_id bigint, reason text, likeness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    organisation bigint := coalesce(nh_organisation_id(), asked_organisation);
    bare text := crm_bare_name(coalesce(given_name, ''));
BEGIN
    IF given_inn <> '' THEN
        RETURN QUERY SELECT c.id, 'inn', 1::real FROM crm_client c
            WHERE c.organisation_id = organisation AND c.inn = given_inn AND c.merged_into_id IS NULL
            AND c.id IS DISTINCT FROM but_client LIMIT 20;
    END IF;
    IF cardinality(given_phones) > 0 THEN
        RETURN QUERY SELECT c.id, 'phone', 1::real FROM crm_client c WHERE c.merged_into_id IS NULL
            AND c.organisation_id = organisation AND c.id IS DISTINCT FROM but_client AND c.id IN (
                SELECT o.id FROM crm_client o
                WHERE o.organisation_id = organisation AND o.phone = ANY (given_phones)
                UNION
                SELECT k.client_id FROM crm_contact k
                WHERE k.organisation_id = organisation AND k.phone = ANY (given_phones)
            ) LIMIT 20;
    END IF;
    IF cardinality(given_emails) > 0 THEN
        RETURN QUERY SELECT c.id, 'email', 1::real FROM crm_client c WHERE c.merged_into_id IS NULL
            AND c.organisation_id = organisation AND c.id IS DISTINCT FROM but_client AND c.id IN (
                SELECT o.id FROM crm_client o
                WHERE o.organisation_id = organisation AND lower(o.email) = ANY (given_emails)
                UNION
                SELECT k.client_id FROM crm_contact k
                WHERE k.organisation_id = organisation AND lower(k.email) = ANY (given_emails)
            ) LIMIT 20;
    END IF;
    IF length(bare) >= 4 THEN
        RETURN QUERY SELECT c.id, 'name', similarity(crm_bare_name(c.name), bare)
            FROM common_find_like('crm.client', organisation, bare, 0.6, 60) f JOIN crm_client c ON c.id = f.found_id
            WHERE c.id IS DISTINCT FROM but_client AND similarity(crm_bare_name(c.name), bare) >= threshold
            ORDER BY 3 DESC LIMIT 20;
    END IF;
END
$$;

CREATE FUNCTION crm_clients_to_compare(at_most integer) RETURNS TABLE (client_id bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE common_searchentry SET looked_at = now() WHERE id IN (
        SELECT id FROM common_searchentry WHERE kind = 'crm.client' AND looked_at IS NULL
        ORDER BY changed_at, id LIMIT at_most FOR UPDATE SKIP LOCKED
    ) RETURNING subject_id
$$;
REVOKE ALL ON FUNCTION crm_clients_to_compare(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm_clients_to_compare(integer) TO nh_system;
REVOKE ALL ON FUNCTION crm_index_clients(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION crm_index_contracts(bigint[], bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION crm_twins(bigint, bigint, text, text[], text[], text, real) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm_twins(bigint, bigint, text, text[], text[], text, real) TO nh_staff, nh_system;
""".replace("@FORMS@", "|".join(LEGAL_FORMS))

DROP_INDEX = """
DROP FUNCTION crm_clients_to_compare(integer);
DROP FUNCTION crm_twins(bigint, bigint, text, text[], text[], text, real);
DROP TRIGGER crm_client_searched ON crm_client;
DROP TRIGGER crm_contact_searched ON crm_contact;
DROP TRIGGER crm_contract_searched ON crm_contract;
DROP FUNCTION crm_client_searched();
DROP FUNCTION crm_contact_searched();
DROP FUNCTION crm_contract_searched();
DROP FUNCTION crm_index_clients(bigint[]);
DROP FUNCTION crm_index_contracts(bigint[], bigint);
DROP FUNCTION crm_bare_name(text);
"""
