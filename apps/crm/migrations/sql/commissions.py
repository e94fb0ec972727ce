"""Triggers and policies of brokers: the ledger is only appended to, and no broker reads another's rows."""

LEDGER = """
CREATE FUNCTION crm_ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the ledger is only appended to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER crm_payment_stays BEFORE UPDATE OR DELETE ON crm_commissionpayment
    FOR EACH ROW EXECUTE FUNCTION crm_ledger_stays();
CREATE TRIGGER crm_credit_stays BEFORE UPDATE OR DELETE ON crm_commissioncredit
    FOR EACH ROW EXECUTE FUNCTION crm_ledger_stays();
CREATE TRIGGER crm_entry_stays BEFORE UPDATE OR DELETE ON crm_commissionentry
    FOR EACH ROW EXECUTE FUNCTION crm_ledger_stays();

-- Reads past row-level security on purpose: a limit counts every row, whoever writes.
CREATE FUNCTION crm_reversal_within_accrual() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    accrued crm_commissionentry%ROWTYPE;
    gone numeric;
BEGIN
    SELECT * INTO accrued FROM crm_commissionentry WHERE id = NEW.accrual_id FOR UPDATE;
    SELECT coalesce(sum(amount), 0) INTO gone FROM crm_commissionentry
        WHERE accrual_id = NEW.accrual_id AND kind = 'reversal';
    IF accrued.kind <> 'accrual' OR accrued.currency <> NEW.currency OR accrued.broker_id <> NEW.broker_id
        OR accrued.amount + gone + NEW.amount < 0 THEN
        RAISE EXCEPTION 'a reversal never takes more than was accrued' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER crm_entry_reversal BEFORE INSERT ON crm_commissionentry
    FOR EACH ROW WHEN (NEW.kind = 'reversal') EXECUTE FUNCTION crm_reversal_within_accrual();

CREATE FUNCTION crm_plan_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR lower(NEW.during) IS DISTINCT FROM lower(OLD.during)
        OR to_jsonb(NEW) - 'during' - 'updated_at' <> to_jsonb(OLD) - 'during' - 'updated_at' THEN
        RAISE EXCEPTION 'a version of a plan is only ended, never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER crm_plan_version_stays BEFORE UPDATE OR DELETE ON crm_commissionplanversion
    FOR EACH ROW EXECUTE FUNCTION crm_plan_version_stays();

CREATE FUNCTION crm_payout_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.number IS DISTINCT FROM OLD.number OR NEW.ordinal IS DISTINCT FROM OLD.ordinal
        OR NEW.total <> OLD.total OR NEW.currency <> OLD.currency OR NEW.broker_id <> OLD.broker_id
        OR NEW.legal_entity_id <> OLD.legal_entity_id OR NEW.issued_on IS DISTINCT FROM OLD.issued_on
        OR OLD.status IN ('paid', 'voided') THEN
        RAISE EXCEPTION 'payout act % is issued: it is paid or voided, never changed', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER crm_payout_stays BEFORE UPDATE OR DELETE ON crm_payout
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION crm_payout_stays();

CREATE FUNCTION crm_payout_lines_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    act crm_payout%ROWTYPE;
    line crm_commissionentry%ROWTYPE;
BEGIN
    SELECT * INTO act FROM crm_payout WHERE id = NEW.payout_id;
    SELECT * INTO line FROM crm_commissionentry WHERE id = NEW.entry_id;
    IF TG_OP = 'INSERT' AND (act.status <> 'draft' OR line.kind = 'payout' OR line.broker_id <> act.broker_id
        OR line.currency <> act.currency) THEN
        RAISE EXCEPTION 'a line joins a draft of its own broker and currency' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.payout_id <> OLD.payout_id OR NEW.entry_id <> OLD.entry_id OR OLD.released) THEN
        RAISE EXCEPTION 'a line of an act is only released' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER crm_payout_lines_stay BEFORE INSERT OR UPDATE ON crm_payoutline
    FOR EACH ROW EXECUTE FUNCTION crm_payout_lines_stay();
"""

# From 0005 on the issued file stays as well.
KEEP_FILE = """
CREATE FUNCTION crm_payout_file_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the document of payout act % is issued: it never changes', OLD.number
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER crm_payout_file_stays BEFORE UPDATE ON crm_payout
    FOR EACH ROW WHEN (OLD.file_id IS NOT NULL AND NEW.file_id IS DISTINCT FROM OLD.file_id)
    EXECUTE FUNCTION crm_payout_file_stays();
"""
DROP_FILE = "DROP TRIGGER crm_payout_file_stays ON crm_payout; DROP FUNCTION crm_payout_file_stays();"

DROP_LEDGER = """
DROP TRIGGER crm_payment_stays ON crm_commissionpayment;
DROP TRIGGER crm_credit_stays ON crm_commissioncredit;
DROP TRIGGER crm_entry_stays ON crm_commissionentry;
DROP TRIGGER crm_entry_reversal ON crm_commissionentry;
DROP TRIGGER crm_plan_version_stays ON crm_commissionplanversion;
DROP TRIGGER crm_payout_stays ON crm_payout;
DROP TRIGGER crm_payout_lines_stay ON crm_payoutline;
DROP FUNCTION crm_ledger_stays();
DROP FUNCTION crm_reversal_within_accrual();
DROP FUNCTION crm_plan_version_stays();
DROP FUNCTION crm_payout_stays();
DROP FUNCTION crm_payout_lines_stay();
"""

# Brokers work under the same database role as the staff; this policy keeps each of them to the own rows.
_OWN_ONLY = (
    ("crm_broker", "id"),
    ("crm_attribution", "broker_id"),
    ("crm_brokerterm", "broker_id"),
    ("crm_commissionpayment", "broker_id"),
    ("crm_commissionentry", "broker_id"),
    ("crm_payout", "broker_id"),
)
_FUNCTIONS = """
CREATE FUNCTION crm_acts_as_broker() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce((SELECT role IN ('broker', 'partner') FROM accounts_user WHERE id = nh_user_id()), false)
$$;
CREATE FUNCTION crm_own_broker_id() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id FROM crm_broker WHERE user_id = nh_user_id()
$$;
"""
OWN_ROWS = _FUNCTIONS + "".join(
    f"CREATE POLICY own_broker ON {table} AS RESTRICTIVE TO nh_staff\n"
    "    USING (organisation_id = (SELECT nh_organisation_id())\n"
    f"    AND (NOT (SELECT crm_acts_as_broker()) OR {column} = (SELECT crm_own_broker_id())));\n"
    for table, column in _OWN_ONLY
)
DROP_OWN_ROWS = "".join(f"DROP POLICY own_broker ON {table};\n" for table, _column in _OWN_ONLY) + (
    "DROP FUNCTION crm_acts_as_broker(); DROP FUNCTION crm_own_broker_id();"
)
