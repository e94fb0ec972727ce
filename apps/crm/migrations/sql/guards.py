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
