"""Triggers of the sales tables: the history of stages stays, a converted lead is locked, kinds of stages stay."""

GUARDS = """
CREATE FUNCTION crm_stage_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of a stage change is refused: the history of deals never changes', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION crm_lead_first_touch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'converted' AND NEW.status <> 'converted' THEN
        RAISE EXCEPTION 'lead % is converted and locked', OLD.uid USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.referral_id IS NOT NULL AND NEW.referral_id IS DISTINCT FROM OLD.referral_id
        OR OLD.broker_id IS NOT NULL AND NEW.broker_id IS DISTINCT FROM OLD.broker_id THEN
        RAISE EXCEPTION 'who brought lead % does not change', OLD.uid USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION crm_stage_kind_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kind and pipeline of stage % do not change', OLD.uid USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION crm_deal_follows_stage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM crm_stage
        WHERE id = NEW.stage_id AND pipeline_id = NEW.pipeline_id AND kind = NEW.status
    ) THEN
        RAISE EXCEPTION 'deal % does not agree with its stage', NEW.uid USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER crm_stage_change_kept BEFORE UPDATE OR DELETE ON crm_stagechange
    FOR EACH ROW EXECUTE FUNCTION crm_stage_history_stays();
CREATE TRIGGER crm_lead_kept BEFORE UPDATE ON crm_lead
    FOR EACH ROW EXECUTE FUNCTION crm_lead_first_touch_stays();
CREATE TRIGGER crm_stage_kept BEFORE UPDATE ON crm_stage
    FOR EACH ROW WHEN (OLD.kind <> NEW.kind OR OLD.pipeline_id <> NEW.pipeline_id)
    EXECUTE FUNCTION crm_stage_kind_stays();
CREATE TRIGGER crm_deal_at_its_stage BEFORE INSERT OR UPDATE ON crm_deal
    FOR EACH ROW EXECUTE FUNCTION crm_deal_follows_stage();
"""

DROP_GUARDS = """
DROP TRIGGER crm_stage_change_kept ON crm_stagechange;
DROP TRIGGER crm_lead_kept ON crm_lead;
DROP TRIGGER crm_stage_kept ON crm_stage;
DROP TRIGGER crm_deal_at_its_stage ON crm_deal;
DROP FUNCTION crm_stage_history_stays();
DROP FUNCTION crm_lead_first_touch_stays();
DROP FUNCTION crm_stage_kind_stays();
DROP FUNCTION crm_deal_follows_stage();
"""
