"""Triggers of migration 0001: issued documents never change, a given number stays and its contract is kept."""

GUARDS = """
CREATE FUNCTION crm_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: an issued document never changes', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION crm_contract_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'contract % is voided, never deleted', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number IS DISTINCT FROM OLD.number OR NEW.ordinal IS DISTINCT FROM OLD.ordinal
        OR NEW.legal_entity_id <> OLD.legal_entity_id OR NEW.client_id <> OLD.client_id
        OR NEW.signed_on IS DISTINCT FROM OLD.signed_on THEN
        RAISE EXCEPTION 'number, date and parties of contract % do not change', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER crm_document_issued BEFORE UPDATE OR DELETE ON crm_document
    FOR EACH ROW EXECUTE FUNCTION crm_refuse();
CREATE TRIGGER crm_contract_numbered BEFORE UPDATE OR DELETE ON crm_contract
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION crm_contract_number_stays();
"""

DROP_GUARDS = """
DROP TRIGGER crm_document_issued ON crm_document;
DROP TRIGGER crm_contract_numbered ON crm_contract;
DROP FUNCTION crm_refuse();
DROP FUNCTION crm_contract_number_stays();
"""

# Migration 0006: contracts follow their client through a merge, and back through its undoing; nowhere else.
_STAYS = """
CREATE OR REPLACE FUNCTION crm_contract_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'contract % is voided, never deleted', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number IS DISTINCT FROM OLD.number OR NEW.ordinal IS DISTINCT FROM OLD.ordinal
        OR NEW.legal_entity_id <> OLD.legal_entity_id OR NEW.signed_on IS DISTINCT FROM OLD.signed_on
        OR (NEW.client_id <> OLD.client_id AND @MERGED@) THEN
        RAISE EXCEPTION 'number, date and parties of contract % do not change', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
"""
_BY_MERGE = """NOT EXISTS (
            SELECT 1 FROM crm_client WHERE (id = OLD.client_id AND merged_into_id = NEW.client_id)
                OR (id = NEW.client_id AND merged_into_id = OLD.client_id)
        )"""
FOLLOW_MERGES = _STAYS.replace("@MERGED@", _BY_MERGE)
STAY_ALWAYS = _STAYS.replace("@MERGED@", "true")
