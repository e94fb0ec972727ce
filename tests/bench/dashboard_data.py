"""A hundred thousand clients with contracts, leads and deals, laid by SQL for the benchmark of the sales dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from apps.common.scope import SystemJob, system_scope
from apps.crm.models import Pipeline, Stage

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

_CLIENTS = """
INSERT INTO crm_client (uid, created_at, updated_at, organisation_id, version, type, status, name, short_name, inn, kpp,
    ogrn, country, registration_number, legal_address, postal_address, phone, phone_extension, email, signatory_post,
    signatory_name, signatory_name_genitive, signatory_basis, registry_entry, passport_series, passport_number,
    passport_issued_by, passport_issued_on, passport_department, birth_date, note, manager_id)
SELECT gen_random_uuid(), now() - n %% 1400 * interval '1 day', now(), %(org)s, 1,
    (ARRAY['legal_entity', 'sole_trader', 'person', 'legal_entity'])[1 + n %% 4], 'active', 'Client ' || n, '',
    CASE WHEN n %% 4 = 2 THEN '' ELSE lpad((1 + n %% 79)::text, 2, '0') || lpad(n::text, 8, '0') END, '', '', 'RU', '',
    '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', %(manager)s + n %% 8
FROM generate_series(1, %(count)s) n
"""
_CONTRACTS = """
INSERT INTO crm_contract (uid, created_at, updated_at, organisation_id, version, type, status, number, ordinal,
    registered_at, signed_on, starts_on, ends_on, tariff_rate, tariff_currency, tariff_unit, tariff_text, vat_mode,
    max_power_kw, note, client_id, legal_entity_id, manager_id)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, 'hosting',
    (ARRAY['active', 'active', 'active', 'suspended', 'ended'])[1 + id %% 5], 'N-' || id, id, now(),
    current_date - (id %% 900)::int, current_date - (id %% 900)::int,
    CASE WHEN id %% 3 = 0 THEN NULL ELSE current_date - (id %% 900)::int + 730 END, 5 + id %% 10 / 10.0, 'RUB', 'kwh',
    '', 'included', 10 + id %% 300, '', id, %(entity)s, manager_id
FROM crm_client
"""
_LEADS = """
INSERT INTO crm_lead (uid, created_at, updated_at, organisation_id, version, status, name, company, inn, phone,
    phone_extension, email, telegram, message, language, owner_id, next_step, utm, refused_reason, client_id,
    converted_at, came_at, consent_version, consent_ip, source_id)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, CASE WHEN n %% 4 = 0 THEN 'converted' ELSE 'new' END, 'Lead', '',
    '', '', '', '', '', '', 'ru', %(manager)s + n %% 8, '', '{}', '',
    CASE WHEN n %% 4 = 0 THEN (SELECT min(id) FROM crm_client) + n END, CASE WHEN n %% 4 = 0 THEN now() END,
    now() - n %% 700 * interval '1 day', '', '', NULL
FROM generate_series(1, %(count)s) n
"""
_DEALS = """
INSERT INTO crm_deal (uid, created_at, updated_at, organisation_id, version, title, client_id, pipeline_id, stage_id,
    status, entered_stage_at, opened_at, closed_at, owner_id, probability, power_kw, hashrate_phs, monthly_income,
    currency, expected_close_on, site_wish, next_step, lost_reason)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, 'Deal', (SELECT min(id) FROM crm_client) + n, s.pipeline_id, s.id,
    s.kind, now(), now() - n %% 700 * interval '1 day',
    CASE WHEN s.kind <> 'open' THEN now() - n %% 600 * interval '1 day' END,
    %(manager)s + n %% 8, s.probability,
    10 + n %% 500, 1 + n %% 20, 10000 + n, 'RUB', current_date + n %% 300, '',
    '', CASE WHEN s.kind = 'lost' THEN 'reason ' || n %% 12 ELSE '' END
FROM generate_series(1, %(count)s) n
JOIN (SELECT row_number() OVER (ORDER BY position) - 1 AS place, count(*) OVER () AS places, * FROM crm_stage) s
    ON s.place = n %% s.places
"""
_MOVES = """
INSERT INTO crm_stagechange (uid, created_at, updated_at, organisation_id, deal_id, from_stage_id, to_stage_id, at,
    by_label)
SELECT gen_random_uuid(), now(), now(), %(org)s, d.id, NULL, s.id, d.opened_at + s.position * interval '1 day', 'x'
FROM crm_deal d JOIN crm_stage s ON s.pipeline_id = d.pipeline_id AND s.position <= (
    SELECT position FROM crm_stage WHERE id = d.stage_id)
"""


_SEARCHED = ("crm_client", "crm_contract", "crm_lead", "crm_deal")
_BLANKS = {
    "ARRAY": "'{}'",
    "boolean": "false",
    "jsonb": "'[]'",
    "integer": "0",
    "bigint": "0",
    "smallint": "0",
    "date": "current_date",
}


def make_stages(organisation: Organisation) -> None:
    """Make a pipeline of four open stages, won and lost, where there is none."""
    with system_scope(SystemJob.MAINTENANCE):
        if Stage.objects.filter(organisation=organisation).exists():
            return
        pipeline = Pipeline.objects.create(organisation=organisation, name={"en": "Sales"}, is_default=True)
        kinds = [("open", 10), ("open", 30), ("open", 50), ("open", 80), ("won", 100), ("lost", 0)]
        for at, (kind, chance) in enumerate(kinds, start=1):
            Stage.objects.create(
                organisation=organisation, pipeline=pipeline, name={"en": f"Stage {at}"}, kind=kind, position=at,
                probability=chance,
            )  # fmt: skip


def whole(statement: str) -> str:
    """Return the statement with a blank for every column that is needed and that it does not name.

    Columns come and go while the product grows; the benchmark is of those that the dashboard reads.
    """
    head, rest = statement.split(")", 1)
    table = head.split("INTO ", 1)[1].split(" ", 1)[0]
    named = set(head.split("(", 1)[1].replace(",", " ").split())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = %s AND is_nullable = 'NO' "
            "AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
            [table],
        )
        missing = [(name, kind) for name, kind in cursor.fetchall() if name not in named]
    columns = "".join(f", {name}" for name, _kind in missing)
    values = "".join(f"{_BLANKS.get(kind, chr(39) * 2)}, " for _name, kind in missing)
    select, rest = rest.split("SELECT ", 1)
    # Blanks stand first in both lists.
    table_part, listed = head.split("(", 1)
    return f"{table_part}({columns.removeprefix(', ')}{', ' if columns else ''}{listed}){select}SELECT {values}{rest}"


def lay(organisation_id: int, entity_id: int, manager_id: int, clients: int, leads: int, deals: int) -> None:
    """Lay the rows; `manager_id` is the first of eight users with keys in a row."""
    told = {"org": organisation_id, "entity": entity_id, "manager": manager_id}
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in _SEARCHED:  # nothing is looked for here, and a million rows are not indexed one by one
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_searched")
        cursor.execute(whole(_CLIENTS), told | {"count": clients})
        cursor.execute(whole(_CONTRACTS), told)
        cursor.execute(whole(_LEADS), told | {"count": leads})
        cursor.execute(whole(_DEALS), told | {"count": deals})
        cursor.execute(whole(_MOVES), told)
        for table in ("client", "contract", "lead", "deal", "stagechange"):
            cursor.execute(f"ANALYZE crm_{table}")
