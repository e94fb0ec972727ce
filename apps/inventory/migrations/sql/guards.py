"""Triggers by which PostgreSQL keeps the past of a unit: a dated fact is closed once and never changed or deleted."""

_TABLES = (
    "inventory_unitplacement",
    "inventory_unitownership",
    "inventory_unitstatus",
    "inventory_unitserial",
    "inventory_unitaddress",
)

_FUNCTION = """
CREATE FUNCTION inventory_keep_fact() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'dated facts of units are never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT upper_inf(OLD.during) OR lower(NEW.during) IS DISTINCT FROM lower(OLD.during)
       OR upper_inf(NEW.during) OR isempty(NEW.during)
       OR to_jsonb(NEW) - 'during' - 'updated_at' IS DISTINCT FROM to_jsonb(OLD) - 'during' - 'updated_at' THEN
        RAISE EXCEPTION 'a dated fact of a unit can only be closed, once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$keep$;
"""

GUARDS = _FUNCTION + "\n".join(
    f"CREATE TRIGGER keep_fact BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION inventory_keep_fact();\n"
    # A fact begins at a known instant and is never empty.
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_range CHECK (NOT isempty(during) AND NOT lower_inf(during));"
    for table in _TABLES
)

DROP_GUARDS = (
    "\n".join(f"DROP TRIGGER keep_fact ON {table};" for table in _TABLES) + "\nDROP FUNCTION inventory_keep_fact();"
)
