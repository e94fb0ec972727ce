"""Triggers: a registered act changes by voiding only, its lines never, a custody record is closed once."""

GUARDS = """
CREATE FUNCTION logistics_keep_act() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'act % is voided, never deleted', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> 'registered' OR NEW.status <> 'voided'
       OR to_jsonb(NEW) - 'status' - 'voided_at' - 'void_reason' - 'updated_at'
          IS DISTINCT FROM to_jsonb(OLD) - 'status' - 'voided_at' - 'void_reason' - 'updated_at' THEN
        RAISE EXCEPTION 'act % is registered: it can only be voided', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$keep$;
CREATE FUNCTION logistics_keep_line() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    RAISE EXCEPTION 'lines of a registered act never change' USING ERRCODE = 'restrict_violation';
END
$keep$;
CREATE FUNCTION logistics_keep_custody() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    IF TG_OP = 'DELETE' OR NOT upper_inf(OLD.during) OR lower(NEW.during) IS DISTINCT FROM lower(OLD.during)
       OR upper_inf(NEW.during) OR isempty(NEW.during)
       OR to_jsonb(NEW) - 'during' - 'updated_at' IS DISTINCT FROM to_jsonb(OLD) - 'during' - 'updated_at' THEN
        RAISE EXCEPTION 'a custody record can only be closed, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$keep$;
CREATE TRIGGER keep_act BEFORE UPDATE OR DELETE ON logistics_intakeact
    FOR EACH ROW EXECUTE FUNCTION logistics_keep_act();
CREATE TRIGGER keep_line BEFORE UPDATE OR DELETE ON logistics_intakeline
    FOR EACH ROW EXECUTE FUNCTION logistics_keep_line();
CREATE TRIGGER keep_custody BEFORE UPDATE OR DELETE ON logistics_custodyrecord
    FOR EACH ROW EXECUTE FUNCTION logistics_keep_custody();
ALTER TABLE logistics_custodyrecord ADD CONSTRAINT logistics_custodyrecord_range
    CHECK (NOT isempty(during) AND NOT lower_inf(during));
"""

DROP_GUARDS = """
DROP TRIGGER keep_act ON logistics_intakeact;
DROP TRIGGER keep_line ON logistics_intakeline;
DROP TRIGGER keep_custody ON logistics_custodyrecord;
DROP FUNCTION logistics_keep_act();
DROP FUNCTION logistics_keep_line();
DROP FUNCTION logistics_keep_custody();
"""
