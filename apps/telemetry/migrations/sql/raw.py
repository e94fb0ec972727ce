"""Raw readings: a table in hourly partitions, written by COPY, read through a security-barrier view.

COPY is refused on a table with row-level security, so the table is the system's alone; people read the view, which
shows the rows of their organisation, and a client's users those from the time the unit was their client's. Unknown
values travel as NaN and -1 (a binary COPY block of equal rows); the view turns them into nulls.
"""

TABLE = """
CREATE TABLE telemetry_raw (
    organisation_id bigint NOT NULL,
    device_id bigint NOT NULL,
    at timestamptz NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    state smallint NOT NULL,
    hashrate_ths real NOT NULL,
    hashrate_avg_ths real NOT NULL,
    expected_hashrate_ths real NOT NULL,
    power_w real NOT NULL,
    power_source smallint NOT NULL,
    chip_temp_max_c real NOT NULL,
    board_temp_max_c real NOT NULL,
    inlet_temp_c real NOT NULL,
    fan_rpm_min integer NOT NULL,
    fan_rpm_max integer NOT NULL,
    uptime_s bigint NOT NULL,
    accepted bigint NOT NULL,
    rejected bigint NOT NULL,
    hw_errors bigint NOT NULL
) PARTITION BY RANGE (at);

-- A batch is written in the order of its devices: a block range holds few of them, and one machine's readings are found
-- by some ranges of each batch. A btree would cost as much as the rows. Ranges that are not summarised yet are read.
CREATE INDEX telemetry_raw_devices ON telemetry_raw USING brin (device_id int8_minmax_multi_ops)
    WITH (pages_per_range = 8);

-- Readings that come later than the retention, or with the clock of 1970, find no partition of their hour.
CREATE TABLE telemetry_raw_late PARTITION OF telemetry_raw DEFAULT;

REVOKE ALL ON telemetry_raw, telemetry_raw_late FROM nh_staff, nh_client, nh_system;
GRANT SELECT, INSERT ON telemetry_raw, telemetry_raw_late TO nh_system;

CREATE VIEW telemetry_raw_visible WITH (security_barrier) AS
SELECT
    raw.organisation_id,
    raw.device_id,
    raw.at,
    raw.state,
    nullif(raw.hashrate_ths, 'NaN') AS hashrate_ths,
    nullif(raw.hashrate_avg_ths, 'NaN') AS hashrate_avg_ths,
    nullif(raw.expected_hashrate_ths, 'NaN') AS expected_hashrate_ths,
    nullif(raw.power_w, 'NaN') AS power_w,
    raw.power_source,
    nullif(raw.chip_temp_max_c, 'NaN') AS chip_temp_max_c,
    nullif(raw.board_temp_max_c, 'NaN') AS board_temp_max_c,
    nullif(raw.inlet_temp_c, 'NaN') AS inlet_temp_c,
    nullif(raw.fan_rpm_min, -1) AS fan_rpm_min,
    nullif(raw.fan_rpm_max, -1) AS fan_rpm_max,
    nullif(raw.uptime_s, -1) AS uptime_s,
    nullif(raw.accepted, -1) AS accepted,
    nullif(raw.rejected, -1) AS rejected,
    nullif(raw.hw_errors, -1) AS hw_errors
FROM telemetry_raw AS raw
WHERE current_user = 'nh_system'
    OR (
        raw.organisation_id = nh_organisation_id()
        AND (
            current_user = 'nh_staff'
            OR (
                current_user = 'nh_client'
                AND EXISTS (
                    SELECT FROM telemetry_device AS device
                    JOIN inventory_unitownership AS ownership ON ownership.unit_id = device.unit_id
                    WHERE device.id = raw.device_id
                        AND ownership.client_id = ANY (nh_client_ids())
                        AND ownership.during @> raw.at
                )
            )
        )
    );

GRANT SELECT ON telemetry_raw_visible TO nh_staff, nh_client, nh_system;

-- Live rows change all the time: half a page free keeps their updates inside the page.
ALTER TABLE telemetry_livereading SET (fillfactor = 50);
"""

DROP = """
DROP VIEW telemetry_raw_visible;
DROP TABLE telemetry_raw;
"""
