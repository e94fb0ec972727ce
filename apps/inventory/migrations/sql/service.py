"""Triggers of the service centre: the ledger and the steps never change, a closed order stays, a place is closed once."""

GUARDS = """
CREATE FUNCTION inventory_keep_row() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$keep$;
CREATE FUNCTION inventory_keep_repair() RETURNS trigger LANGUAGE plpgsql AS $keep$
DECLARE
    fixed text[] := '{number,ordinal,unit_id,site_id,client_id,opened_at,opened_by,organisation_id,repeat_of_id}';
    field text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'repair order % is cancelled, never deleted', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'repair order % is closed', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    FOREACH field IN ARRAY fixed LOOP
        IF to_jsonb(NEW) -> field IS DISTINCT FROM to_jsonb(OLD) -> field THEN
            RAISE EXCEPTION '% of a repair order never changes', field USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END
$keep$;
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON inventory_stockmovement
    FOR EACH ROW EXECUTE FUNCTION inventory_keep_row();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON inventory_repairstep
    FOR EACH ROW EXECUTE FUNCTION inventory_keep_row();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON inventory_repairphoto
    FOR EACH ROW EXECUTE FUNCTION inventory_keep_row();
CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON inventory_repairassessment
    FOR EACH ROW EXECUTE FUNCTION inventory_keep_row();
CREATE TRIGGER keep_repair BEFORE UPDATE OR DELETE ON inventory_repairorder
    FOR EACH ROW EXECUTE FUNCTION inventory_keep_repair();
CREATE TRIGGER keep_fact BEFORE UPDATE OR DELETE ON inventory_componentplacement
    FOR EACH ROW EXECUTE FUNCTION inventory_keep_fact();
ALTER TABLE inventory_componentplacement ADD CONSTRAINT inventory_componentplacement_range
    CHECK (NOT isempty(during) AND NOT lower_inf(during));
"""

DROP_GUARDS = (
    "\n".join(
        f"DROP TRIGGER keep_row ON inventory_{table};"
        for table in ("stockmovement", "repairstep", "repairphoto", "repairassessment")
    )
    + """
DROP TRIGGER keep_repair ON inventory_repairorder;
DROP TRIGGER keep_fact ON inventory_componentplacement;
DROP FUNCTION inventory_keep_row();
DROP FUNCTION inventory_keep_repair();
"""
)
