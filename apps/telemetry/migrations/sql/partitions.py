"""Hourly partitions of what batches write, made and dropped by the owner on behalf of jobs that may not do so."""

FUNCTIONS = """
CREATE FUNCTION telemetry_ensure_partition(parent text, hour timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first timestamptz := date_trunc('hour', hour, 'UTC');
    name text := parent || to_char(first AT TIME ZONE 'UTC', '_YYYYMMDDHH24');
BEGIN
    IF parent NOT IN ('telemetry_raw', 'telemetry_batch') THEN
        RAISE EXCEPTION 'no table of hourly partitions: %', parent;
    END IF;
    IF to_regclass('public.' || name) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(parent, 0));
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        name, parent, first, first + interval '1 hour');
    EXECUTE format('GRANT SELECT, INSERT ON %I TO nh_system', name);
EXCEPTION WHEN check_violation THEN
    -- The hour was dropped before and late readings of it are in telemetry_raw_late: so are these.
    NULL;
END $$;

CREATE FUNCTION telemetry_drop_partitions(parent text, before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    partition regclass;
    dropped integer := 0;
BEGIN
    IF parent NOT IN ('telemetry_raw', 'telemetry_batch') THEN
        RAISE EXCEPTION 'no table of hourly partitions: %', parent;
    END IF;
    IF parent = 'telemetry_raw' THEN
        DELETE FROM telemetry_raw_late WHERE at < before - interval '1 hour';
    END IF;
    FOR partition IN
        SELECT inhrelid::regclass FROM pg_inherits
        WHERE inhparent = parent::regclass
            AND substring(inhrelid::regclass::text FROM '_([0-9]{10})$')
                < to_char(before AT TIME ZONE 'UTC' - interval '1 hour', 'YYYYMMDDHH24')
    LOOP
        EXECUTE format('DROP TABLE %s', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

-- Writes down which devices the new block ranges of the last two hours hold; until then they are read as a whole.
CREATE FUNCTION telemetry_summarise_raw() RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(brin_summarize_new_values(index.indexrelid)), 0)::integer
    FROM pg_inherits AS part
    JOIN pg_index AS index ON index.indrelid = part.inhrelid
    JOIN pg_class AS class ON class.oid = index.indexrelid
    JOIN pg_am AS method ON method.oid = class.relam AND method.amname = 'brin'
    WHERE part.inhparent = 'telemetry_raw'::regclass
        AND coalesce(substring(part.inhrelid::regclass::text FROM '_([0-9]{10})$'), '9')
            >= to_char((now() - interval '1 hour') AT TIME ZONE 'UTC', 'YYYYMMDDHH24');
$$;

REVOKE ALL ON FUNCTION telemetry_ensure_partition(text, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION telemetry_drop_partitions(text, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION telemetry_summarise_raw() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION telemetry_ensure_partition(text, timestamptz) TO nh_system;
GRANT EXECUTE ON FUNCTION telemetry_drop_partitions(text, timestamptz) TO nh_system;
GRANT EXECUTE ON FUNCTION telemetry_summarise_raw() TO nh_system;
"""

DROP = """
DROP FUNCTION telemetry_summarise_raw();
DROP FUNCTION telemetry_drop_partitions(text, timestamptz);
DROP FUNCTION telemetry_ensure_partition(text, timestamptz);
"""
