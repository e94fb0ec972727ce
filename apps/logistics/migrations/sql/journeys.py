"""Triggers of journeys: documents keep their number and parties, steps and pictures never change, nothing is deleted."""

GUARDS = """
CREATE FUNCTION logistics_keep_journey() RETURNS trigger LANGUAGE plpgsql AS $keep$
DECLARE
    free text[] := string_to_array(TG_ARGV[0], ',');
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - free - 'updated_at' IS DISTINCT FROM to_jsonb(OLD) - free - 'updated_at' THEN
        RAISE EXCEPTION 'only % of % may change', TG_ARGV[0], TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$keep$;
CREATE TRIGGER keep_journey BEFORE UPDATE OR DELETE ON logistics_movement FOR EACH ROW EXECUTE FUNCTION
    logistics_keep_journey('driver_id,status,picked_up_at,handed_over_at,closed_at,cancel_reason,version');
CREATE TRIGGER keep_journey BEFORE UPDATE OR DELETE ON logistics_movementline FOR EACH ROW EXECUTE FUNCTION
    logistics_keep_journey('state,picked_up_at,closed_at');
CREATE TRIGGER keep_journey BEFORE UPDATE OR DELETE ON logistics_movementstep FOR EACH ROW EXECUTE FUNCTION
    logistics_keep_journey('');
CREATE TRIGGER keep_journey BEFORE UPDATE OR DELETE ON logistics_attachment FOR EACH ROW EXECUTE FUNCTION
    logistics_keep_journey('');
CREATE TRIGGER keep_journey BEFORE UPDATE OR DELETE ON logistics_returnact FOR EACH ROW EXECUTE FUNCTION
    logistics_keep_journey('status,closed_at,void_reason');
CREATE TRIGGER keep_journey BEFORE UPDATE OR DELETE ON logistics_returnline FOR EACH ROW EXECUTE FUNCTION
    logistics_keep_journey('state,closed_at');
CREATE TRIGGER keep_journey BEFORE UPDATE OR DELETE ON logistics_claim FOR EACH ROW EXECUTE FUNCTION
    logistics_keep_journey('status,responsible_id,outcome,resolution,resolved_by,resolved_at,version');
"""

DROP_GUARDS = (
    "\n".join(
        f"DROP TRIGGER keep_journey ON logistics_{table};"
        for table in ("movement", "movementline", "movementstep", "attachment", "returnact", "returnline", "claim")
    )
    + "\nDROP FUNCTION logistics_keep_journey();"
)
