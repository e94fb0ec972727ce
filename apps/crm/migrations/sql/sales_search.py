"""Functions and triggers that keep leads, deals and activities searchable, each by its own words.

They run with the owner's rights, since the search table is granted to nobody.
"""

INDEX = r"""
CREATE FUNCTION crm_index_leads(wanted bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO common_searchentry (organisation_id, kind, subject_id, open_text, full_text, names, changed_at)
    SELECT organisation_id, 'crm.lead', id, common_search_text(company),
        common_search_text(name, company, inn, ltrim(phone, '+'), email, telegram),
        btrim(concat_ws(' ', common_fold(name), crm_bare_name(company))), now()
    FROM crm_lead WHERE id = ANY (wanted)
    ON CONFLICT (kind, subject_id) DO UPDATE
        SET open_text = excluded.open_text, full_text = excluded.full_text, names = excluded.names,
            changed_at = excluded.changed_at
        WHERE (common_searchentry.full_text, common_searchentry.names)
            IS DISTINCT FROM (excluded.full_text, excluded.names)
$$;

CREATE FUNCTION crm_index_deals(wanted bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO common_searchentry (organisation_id, kind, subject_id, open_text, full_text, names, changed_at)
    SELECT organisation_id, 'crm.deal', id, common_search_text(title), common_search_text(title), '', now()
    FROM crm_deal WHERE id = ANY (wanted)
    ON CONFLICT (kind, subject_id) DO UPDATE
        SET open_text = excluded.open_text, full_text = excluded.full_text, changed_at = excluded.changed_at
        WHERE common_searchentry.full_text IS DISTINCT FROM excluded.full_text
$$;

CREATE FUNCTION crm_index_activities(wanted bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO common_searchentry (organisation_id, kind, subject_id, open_text, full_text, names, changed_at)
    SELECT organisation_id, 'crm.activity', id, '', common_search_text(title, text, outcome), '', now()
    FROM crm_activity WHERE id = ANY (wanted)
    ON CONFLICT (kind, subject_id) DO UPDATE
        SET full_text = excluded.full_text, changed_at = excluded.changed_at
        WHERE common_searchentry.full_text IS DISTINCT FROM excluded.full_text
$$;

CREATE FUNCTION crm_lead_searched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM crm_index_leads(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION crm_deal_searched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM crm_index_deals(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION crm_activity_searched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM common_searchentry WHERE kind = 'crm.activity' AND subject_id = OLD.id;
    ELSE
        PERFORM crm_index_activities(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER crm_lead_searched AFTER INSERT OR UPDATE OF name, company, inn, phone, email, telegram ON crm_lead
    FOR EACH ROW EXECUTE FUNCTION crm_lead_searched();
CREATE TRIGGER crm_deal_searched AFTER INSERT OR UPDATE OF title ON crm_deal
    FOR EACH ROW EXECUTE FUNCTION crm_deal_searched();
CREATE TRIGGER crm_activity_searched AFTER INSERT OR DELETE OR UPDATE OF title, text, outcome ON crm_activity
    FOR EACH ROW EXECUTE FUNCTION crm_activity_searched();

-- Likeness is asked of clients most of all: names of other kinds are not to be waded through.
CREATE INDEX crm_search_client_names ON common_searchentry USING gin (names gin_trgm_ops) WHERE kind = 'crm.client';


REVOKE ALL ON FUNCTION crm_index_leads(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION crm_index_deals(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION crm_index_activities(bigint[]) FROM PUBLIC;
"""

DROP_INDEX = """
DROP INDEX crm_search_client_names;
DROP TRIGGER crm_lead_searched ON crm_lead;
DROP TRIGGER crm_deal_searched ON crm_deal;
DROP TRIGGER crm_activity_searched ON crm_activity;
DROP FUNCTION crm_lead_searched();
DROP FUNCTION crm_deal_searched();
DROP FUNCTION crm_activity_searched();
DROP FUNCTION crm_index_leads(bigint[]);
DROP FUNCTION crm_index_deals(bigint[]);
DROP FUNCTION crm_index_activities(bigint[]);
DELETE FROM common_searchentry WHERE kind IN ('crm.lead', 'crm.deal', 'crm.activity');
"""
