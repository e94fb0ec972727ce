"""Triggers of the documents' migration: a registered addendum stands, an uploaded template's file never changes."""

GUARDS = """
CREATE FUNCTION crm_addendum_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'addendum % is voided, never deleted', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.number, NEW.ordinal, NEW.contract_id, NEW.kind, NEW.signed_on, NEW.effective_on, NEW.title,
        NEW.changes) IS DISTINCT FROM (OLD.number, OLD.ordinal, OLD.contract_id, OLD.kind, OLD.signed_on,
        OLD.effective_on, OLD.title, OLD.changes)
        -- It goes with its contract when two cards of one client are merged, and back.
        OR (NEW.client_id <> OLD.client_id AND NOT EXISTS (
            SELECT 1 FROM crm_client WHERE (id = OLD.client_id AND merged_into_id = NEW.client_id)
                OR (id = NEW.client_id AND merged_into_id = OLD.client_id)
        )) THEN
        RAISE EXCEPTION 'what addendum % says does not change', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION crm_template_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.kind, NEW.language, NEW.legal_entity_id, NEW.ordinal, NEW.file_id, NEW.sha256)
        IS DISTINCT FROM (OLD.kind, OLD.language, OLD.legal_entity_id, OLD.ordinal, OLD.file_id, OLD.sha256) THEN
        RAISE EXCEPTION 'version % of a template stays as it was uploaded', OLD.ordinal
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER crm_addendum_numbered BEFORE UPDATE OR DELETE ON crm_addendum
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION crm_addendum_stands();
CREATE TRIGGER crm_template_uploaded BEFORE UPDATE OR DELETE ON crm_documenttemplate
    FOR EACH ROW EXECUTE FUNCTION crm_template_stays();
CREATE TRIGGER crm_pdf_issued BEFORE UPDATE OR DELETE ON crm_documentpdf
    FOR EACH ROW EXECUTE FUNCTION crm_refuse();
"""

DROP_GUARDS = """
DROP TRIGGER crm_addendum_numbered ON crm_addendum;
DROP TRIGGER crm_template_uploaded ON crm_documenttemplate;
DROP TRIGGER crm_pdf_issued ON crm_documentpdf;
DROP FUNCTION crm_addendum_stands();
DROP FUNCTION crm_template_stays();
"""
