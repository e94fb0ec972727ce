"""Batches as they came, encrypted since they name addresses: one row of bytes a batch, in hourly partitions.

A live row points at its batch and at its place in it (`details_id`, `details_row`): there its boards, fans and pools
are read. The bytes hold the machines of a whole site, so the table is the system's alone, and the security-barrier view
shows staff the batches of their organisation, and a client's users those of agents that read a machine of theirs; which
place in it they may read, the live row says.
"""

TABLE = """
CREATE TABLE telemetry_batch (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    agent_id bigint NOT NULL,
    received_at timestamptz NOT NULL,
    body bytea NOT NULL
) PARTITION BY RANGE (received_at);

ALTER TABLE telemetry_batch ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX telemetry_batch_id ON telemetry_batch (id);

REVOKE ALL ON telemetry_batch FROM nh_staff, nh_client, nh_system;
GRANT SELECT, INSERT ON telemetry_batch TO nh_system;

CREATE VIEW telemetry_batch_visible WITH (security_barrier) AS
SELECT batch.id, batch.organisation_id, batch.body
FROM telemetry_batch AS batch
WHERE current_user = 'nh_system'
    OR (
        batch.organisation_id = nh_organisation_id()
        AND (
            current_user = 'nh_staff'
            OR (
                current_user = 'nh_client'
                AND EXISTS (
                    SELECT FROM telemetry_device AS device
                    JOIN inventory_unit AS unit ON unit.id = device.unit_id
                    WHERE device.agent_id = batch.agent_id AND unit.owner_id = ANY (nh_client_ids())
                )
            )
        )
    );

GRANT SELECT ON telemetry_batch_visible TO nh_staff, nh_client, nh_system;
"""

DROP = """
DROP VIEW telemetry_batch_visible;
DROP TABLE telemetry_batch;
"""
