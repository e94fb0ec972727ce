"""SQL of the first migration: the append function, the triggers, the policies and grants.

`audit_append` is SECURITY DEFINER and owned by the owner of the tables, because no role of the application may
insert: so the bytes, the number, the time and the hash of a record are always those the database made itself. Inside
it the setting «role» still tells which role the caller had entered.
"""

APPEND = r"""
CREATE FUNCTION audit_framed(content bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN content IS NULL THEN '\xffffffff'::bytea ELSE int4send(length(content)) || content END
$$;

CREATE FUNCTION audit_framed(content text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT audit_framed(convert_to(content, 'UTF8'))
$$;

CREATE FUNCTION audit_append(
    p_organisation_id bigint, p_uid uuid, p_actor_kind text, p_actor_id bigint, p_actor_uid uuid, p_actor_label text,
    p_actor_role text, p_action text, p_subject_type text, p_subject_key text, p_subject_label text,
    p_ip_commitment bytea, p_request_id text, p_reason text, p_changes text,
    p_paths text[], p_sealed bytea[], p_indexes bytea[]
) RETURNS audit_record LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    head audit_chain;
    made audit_record;
BEGIN
    IF current_setting('role') IN ('nh_staff', 'nh_client')
        AND p_organisation_id IS DISTINCT FROM nh_organisation_id()
    THEN
        RAISE EXCEPTION 'a record of organisation % may not be appended in the scope of organisation %',
            coalesce(p_organisation_id::text, 'none'), coalesce(nh_organisation_id()::text, 'none')
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    SELECT * INTO head FROM audit_chain
        WHERE organisation_id IS NOT DISTINCT FROM p_organisation_id FOR UPDATE;
    IF NOT FOUND THEN
        head.uid := gen_random_uuid();
        INSERT INTO audit_chain (uid, organisation_id, seq, hash)
            VALUES (head.uid, p_organisation_id, 0, sha256('NEUROHOST-BEGIN1'::bytea || uuid_send(head.uid)))
            ON CONFLICT (organisation_id) DO NOTHING;
        SELECT * INTO STRICT head FROM audit_chain
            WHERE organisation_id IS NOT DISTINCT FROM p_organisation_id FOR UPDATE;
    END IF;

    made.chain := head.uid;
    made.seq := head.seq + 1;
    made.at := greatest(clock_timestamp(), head.at + interval '1 microsecond');
    made.prev_hash := head.hash;
    made.canonical := 'NEUROHOST-AUDIT1'::bytea
        || audit_framed(uuid_send(made.chain)) || audit_framed(int8send(made.seq))
        || audit_framed(timestamptz_send(made.at)) || audit_framed(uuid_send(p_uid))
        || audit_framed(p_actor_kind) || audit_framed(int8send(p_actor_id)) || audit_framed(uuid_send(p_actor_uid))
        || audit_framed(p_actor_label) || audit_framed(p_actor_role) || audit_framed(p_action)
        || audit_framed(p_subject_type) || audit_framed(p_subject_key) || audit_framed(p_subject_label)
        || audit_framed(int8send(p_organisation_id)) || audit_framed(p_ip_commitment)
        || audit_framed(p_request_id) || audit_framed(p_reason) || audit_framed(p_changes);
    made.hash := sha256('NEUROHOST-LINK-1'::bytea || made.prev_hash || sha256(made.canonical));

    INSERT INTO audit_record (
        uid, chain, seq, prev_hash, hash, canonical, at, actor_kind, actor_id, actor_uid, actor_label, actor_role,
        action, subject_type, subject_key, subject_label, organisation_id, ip_commitment, request_id, reason, changes
    ) VALUES (
        p_uid, made.chain, made.seq, made.prev_hash, made.hash, made.canonical, made.at, p_actor_kind, p_actor_id,
        p_actor_uid, p_actor_label, p_actor_role, p_action, p_subject_type, p_subject_key, p_subject_label,
        p_organisation_id, p_ip_commitment, p_request_id, p_reason, p_changes
    ) RETURNING * INTO made;
    UPDATE audit_chain SET seq = made.seq, hash = made.hash, at = made.at WHERE uid = made.chain;
    INSERT INTO audit_personal_value (record_id, organisation_id, path, sealed, blind_index)
        SELECT made.id, p_organisation_id, place, value, index
        FROM unnest(p_paths, p_sealed, p_indexes) AS given(place, value, index);
    RETURN made;
END
$$;

REVOKE ALL ON FUNCTION audit_append(
    bigint, uuid, text, bigint, uuid, text, text, text, text, text, text, bytea, text, text, text,
    text[], bytea[], bytea[]
) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append(
    bigint, uuid, text, bigint, uuid, text, text, text, text, text, text, bytea, text, text, text,
    text[], bytea[], bytea[]
) TO nh_staff, nh_client, nh_system;
"""

DROP_APPEND = """
DROP FUNCTION audit_append(
    bigint, uuid, text, bigint, uuid, text, text, text, text, text, text, bytea, text, text, text,
    text[], bytea[], bytea[]
);
DROP FUNCTION audit_framed(text);
DROP FUNCTION audit_framed(bytea);
"""

TRIGGERS = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the record is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION audit_chain_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.uid = OLD.uid AND NEW.organisation_id IS NOT DISTINCT FROM OLD.organisation_id
        AND NEW.seq = OLD.seq + 1
        AND EXISTS (
            SELECT FROM audit_record
            WHERE chain = NEW.uid AND seq = NEW.seq AND prev_hash = OLD.hash AND hash = NEW.hash AND at = NEW.at
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the head of an audit chain moves by one record at a time' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION audit_personal_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.record_id, NEW.organisation_id, NEW.path)
        IS NOT DISTINCT FROM (OLD.id, OLD.record_id, OLD.organisation_id, OLD.path)
        AND NEW.sealed IS NULL AND NEW.blind_index IS NULL AND NEW.erased_at IS NOT NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a personal value of the record may be erased, not changed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER audit_record_append_only BEFORE UPDATE OR DELETE ON audit_record
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_chain_kept BEFORE DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_chain_forward BEFORE UPDATE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_chain_step();
CREATE TRIGGER audit_personal_kept BEFORE DELETE ON audit_personal_value
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_personal_erase_only BEFORE UPDATE ON audit_personal_value
    FOR EACH ROW EXECUTE FUNCTION audit_personal_erased();
ALTER TABLE audit_record ENABLE ALWAYS TRIGGER audit_record_append_only;
"""

DROP_TRIGGERS = """
DROP TRIGGER audit_record_append_only ON audit_record;
DROP TRIGGER audit_chain_kept ON audit_chain;
DROP TRIGGER audit_chain_forward ON audit_chain;
DROP TRIGGER audit_personal_kept ON audit_personal_value;
DROP TRIGGER audit_personal_erase_only ON audit_personal_value;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_chain_step();
DROP FUNCTION audit_personal_erased();
"""

POLICIES = """
ALTER TABLE audit_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_personal_value ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON audit_chain, audit_record, audit_personal_value FROM PUBLIC, nh_staff, nh_client, nh_system;
GRANT SELECT ON audit_chain TO nh_staff, nh_system;
GRANT SELECT ON audit_record, audit_personal_value TO nh_staff, nh_client, nh_system;
GRANT UPDATE (sealed, blind_index, erased_at) ON audit_personal_value TO nh_staff, nh_system;

CREATE POLICY staff ON audit_chain FOR SELECT TO nh_staff USING (organisation_id = (SELECT nh_organisation_id()));
CREATE POLICY system ON audit_chain FOR SELECT TO nh_system USING (true);

CREATE POLICY staff ON audit_record FOR SELECT TO nh_staff USING (organisation_id = (SELECT nh_organisation_id()));
CREATE POLICY client ON audit_record FOR SELECT TO nh_client USING (
    organisation_id = (SELECT nh_organisation_id())
    AND actor_kind IN ('user', 'token') AND actor_id = (SELECT nh_user_id())
);
CREATE POLICY system ON audit_record FOR SELECT TO nh_system USING (true);

CREATE POLICY staff ON audit_personal_value TO nh_staff USING (organisation_id = (SELECT nh_organisation_id()));
CREATE POLICY client ON audit_personal_value FOR SELECT TO nh_client USING (
    EXISTS (SELECT FROM audit_record WHERE audit_record.id = record_id)
);
CREATE POLICY system ON audit_personal_value TO nh_system USING (true);
"""

DROP_POLICIES = """
DROP POLICY staff ON audit_chain;
DROP POLICY system ON audit_chain;
DROP POLICY staff ON audit_record;
DROP POLICY client ON audit_record;
DROP POLICY system ON audit_record;
DROP POLICY staff ON audit_personal_value;
DROP POLICY client ON audit_personal_value;
DROP POLICY system ON audit_personal_value;
ALTER TABLE audit_chain DISABLE ROW LEVEL SECURITY;
ALTER TABLE audit_record DISABLE ROW LEVEL SECURITY;
ALTER TABLE audit_personal_value DISABLE ROW LEVEL SECURITY;
"""
