"""Leads, deals, activities, documents, brokers and commissions beside a large client base, written by SQL."""

from __future__ import annotations

from django.db import connection

from tests.bench.crm_data import NAMES, PATRONYMICS, SURNAMES, pick
from tests.bench.dashboard_data import whole

# How many rows a client base of 100,000 brings with it in some years.
LEADS, DEALS, ACTIVITIES = 150_000, 120_000, 400_000
BROKERS, LINKS, ATTRIBUTIONS = 300, 1_000, 20_000
PAYMENTS, PAYOUTS, PAIRS = 60_000, 2_000, 3_000

_PERSON = f"{pick(SURNAMES, 'n / 2')} || ' ' || {pick(NAMES, 'n / 5')} || ' ' || {pick(PATRONYMICS, 'n / 11')}"
_SOURCES = """
INSERT INTO crm_leadsource (uid, created_at, updated_at, organisation_id, version, key, name, position, is_active)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, 'source-' || n, jsonb_build_object('en', 'Source ' || n), n, true
FROM generate_series(1, 8) n
"""
_LINKS = """
INSERT INTO crm_referrallink (uid, created_at, updated_at, organisation_id, version, code, title, owner_id, visits,
    is_active)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, 'link-' || n, 'Выставка ' || n, %(broker)s + n %% 8, n %% 900, true
FROM generate_series(1, %(links)s) n
"""
_LEADS = f"""
INSERT INTO crm_lead (uid, created_at, updated_at, organisation_id, version, status, name, company, inn, phone, email,
    telegram, message, language, owner_id, next_step, next_step_on, utm, refused_reason, client_id, converted_at,
    came_at, source_id, referral_id, broker_id, power_kw)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1,
    CASE WHEN n %% 5 < 2 THEN 'converted' ELSE (ARRAY['new', 'in_work', 'qualified', 'refused'])[1 + n %% 4] END,
    {_PERSON}, CASE WHEN n %% 3 = 0 THEN '' ELSE 'ООО «Запрос ' || n || '»' END,
    CASE WHEN n %% 4 = 0 THEN (5000000000 + n)::text ELSE '' END, '+7903' || lpad(n::text, 7, '0'),
    'lead' || n || '@example.test', '', 'Нужно место на ' || n %% 300 || ' машин', 'ru', %(manager)s + n %% 8,
    CASE WHEN n %% 2 = 0 THEN 'Позвонить' ELSE '' END, CASE WHEN n %% 2 = 0 THEN current_date + n %% 40 - 20 END,
    '{{}}', 'дорого', CASE WHEN n %% 5 < 2 THEN c.first + n %% c.number_of END,
    CASE WHEN n %% 5 < 2 THEN now() - n * interval '6 minutes' END, now() - n * interval '7 minutes',
    s.first + n %% 8, CASE WHEN n %% 9 = 0 THEN l.first + n %% %(links)s END,
    CASE WHEN n %% 9 = 0 THEN %(broker)s + n %% 8 END, 5 + n %% 900
FROM generate_series(1, %(leads)s) n
CROSS JOIN (SELECT min(id) AS first, count(*) AS number_of FROM crm_client) c
CROSS JOIN (SELECT min(id) AS first FROM crm_leadsource) s
CROSS JOIN (SELECT min(id) AS first FROM crm_referrallink) l
"""  # noqa: S608 - words of this file
_DEALS = """
INSERT INTO crm_deal (uid, created_at, updated_at, organisation_id, version, title, client_id, pipeline_id, stage_id,
    status, entered_stage_at, opened_at, closed_at, owner_id, source_id, probability, power_kw, hashrate_phs,
    monthly_income, currency, expected_close_on, site_wish, next_step, lost_reason)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, 'Размещение ' || 20 + n %% 700 || ' машин, очередь ' || n,
    c.first + (n * 7) %% c.number_of, s.pipeline_id, s.id, s.kind, now() - n %% 90 * interval '1 day',
    now() - n * interval '9 minutes', CASE WHEN s.kind <> 'open' THEN now() - n * interval '8 minutes' END,
    %(manager)s + n %% 8, o.first + n %% 8, s.probability, 10 + n %% 900, 1 + n %% 40, 50000 + n, 'RUB',
    current_date + (n %% 300)::int - 60, '', CASE WHEN n %% 2 = 0 THEN 'Отправить расчёт' ELSE '' END,
    CASE WHEN s.kind = 'lost' THEN 'дорого' ELSE '' END
FROM generate_series(1, %(deals)s) n
CROSS JOIN (SELECT min(id) AS first, count(*) AS number_of FROM crm_client) c
CROSS JOIN (SELECT min(id) AS first FROM crm_leadsource) o
-- One in twelve is open, the rest was won or lost over the years.
JOIN (SELECT row_number() OVER (ORDER BY position) - 1 AS place, * FROM crm_stage) s
    ON s.place = CASE WHEN n %% 12 = 0 THEN n / 12 %% 4 WHEN n %% 3 = 0 THEN 4 ELSE 5 END
"""
_ACTIVITIES = """
INSERT INTO crm_activity (uid, created_at, updated_at, organisation_id, version, kind, title, text, client_id, lead_id,
    deal_id, contract_id, owner_id, author_label, happened_at, due_at, done_at, outcome)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, (ARRAY['call', 'letter', 'meeting', 'note', 'task'])[1 + n %% 5],
    (ARRAY['Звонок', 'Письмо', 'Встреча', 'Заметка', 'Задача'])[1 + n %% 5] || ' о размещении ' || n,
    'Обсудили тариф и сроки', CASE WHEN n %% 4 = 0 THEN c.first + n %% c.number_of END,
    CASE WHEN n %% 4 = 1 THEN l.first + n %% l.number_of END, CASE WHEN n %% 4 = 2 THEN d.first + n %% d.number_of END,
    CASE WHEN n %% 4 = 3 THEN t.first + n %% t.number_of END, %(manager)s + n %% 8, 'Менеджер',
    now() - n * interval '3 minutes', CASE WHEN n %% 5 = 4 THEN now() - n * interval '3 minutes' END,
    CASE WHEN n %% 5 <> 4 OR n %% 10 = 4 THEN now() - n * interval '3 minutes' END, ''
FROM generate_series(1, %(activities)s) n
CROSS JOIN (SELECT min(id) AS first, count(*) AS number_of FROM crm_client) c
CROSS JOIN (SELECT min(id) AS first, count(*) AS number_of FROM crm_lead) l
CROSS JOIN (SELECT min(id) AS first, count(*) AS number_of FROM crm_deal) d
CROSS JOIN (SELECT min(id) AS first, count(*) AS number_of FROM crm_contract) t
"""
_FILES = """
INSERT INTO common_storedfile (uid, created_at, updated_at, organisation_id, sha256, filename, content_type, size_bytes)
SELECT gen_random_uuid(), now(), now(), %(org)s, md5(id::text) || md5(id::text), 'Договор ' || number || '.docx',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 40000
FROM crm_contract ORDER BY id
"""
_DOCUMENTS = """
INSERT INTO crm_document (uid, created_at, updated_at, organisation_id, kind, language, client_id, contract_id, file_id,
    sha256, template_name, template_version, input_data, made_at, made_by)
SELECT gen_random_uuid(), now(), now(), %(org)s, 'hosting_contract', 'ru', t.client_id, t.id, f.id, f.sha256,
    'hosting_contract.ru', '1', '', now() - t.ordinal * interval '5 minutes', 'Менеджер'
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM crm_contract) t
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM common_storedfile) f USING (n)
"""
_BROKERS = f"""
INSERT INTO crm_broker (uid, created_at, updated_at, organisation_id, version, kind, legal_form, name, status)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, 'broker', 'sole_trader', 'ИП ' || {_PERSON}, 'active'
FROM generate_series(1, %(brokers)s) n
"""  # noqa: S608 - words of this file
_ATTRIBUTIONS = """
INSERT INTO crm_attribution (uid, created_at, updated_at, organisation_id, broker_id, client_id, during, source)
SELECT gen_random_uuid(), now(), now(), %(org)s, b.first + n %% %(brokers)s, c.first + n,
    daterange(current_date - 700, NULL), 'manual'
FROM generate_series(0, %(attributions)s - 1) n
CROSS JOIN (SELECT min(id) AS first FROM crm_broker) b CROSS JOIN (SELECT min(id) AS first FROM crm_client) c
"""
_PAYMENTS = """
INSERT INTO crm_commissionpayment (uid, created_at, updated_at, organisation_id, contract_id, client_id, broker_id,
    amount, currency, paid_on, reference, outcome, recorded_by)
SELECT gen_random_uuid(), now(), now(), %(org)s, t.id, t.client_id, b.first + (t.n - 1) %% %(brokers)s,
    100000 + k * 10, 'RUB', current_date - (k / 90)::int, 'СЧ-' || k, 'accrued', 'Бухгалтер'
FROM generate_series(1, %(payments)s) k
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM crm_contract) t ON t.n = 1 + k %% %(attributions)s
CROSS JOIN (SELECT min(id) AS first FROM crm_broker) b
"""
_ENTRIES = """
INSERT INTO crm_commissionentry (uid, created_at, updated_at, organisation_id, broker_id, kind, amount, currency,
    happened_on, client_id, payment_id, basis)
SELECT gen_random_uuid(), now(), now(), organisation_id, broker_id, 'accrual', round(amount * 0.05, 2), currency,
    paid_on, client_id, id, '{}' FROM crm_commissionpayment
"""
_PAYOUTS = """
INSERT INTO crm_payout (uid, created_at, updated_at, organisation_id, version, broker_id, legal_entity_id, status,
    number, ordinal, currency, total, issued_on, paid_on)
SELECT gen_random_uuid(), now(), now(), %(org)s, 1, b.first + n %% %(brokers)s, %(entity)s, 'paid', 'ВП-' || n, n,
    'RUB', 10000 + n, current_date - n %% 900, current_date - n %% 900
FROM generate_series(1, %(payouts)s) n CROSS JOIN (SELECT min(id) AS first FROM crm_broker) b
"""
_PAIRS = """
INSERT INTO crm_duplicatepair (uid, created_at, updated_at, organisation_id, first_id, second_id, reasons, likeness,
    found_at)
SELECT gen_random_uuid(), now(), now(), %(org)s, c.first + n * 2, c.first + n * 2 + 1, ARRAY['name'],
    0.55 + n %% 40 / 100.0, now()
FROM generate_series(1, %(pairs)s) n CROSS JOIN (SELECT min(id) AS first FROM crm_client) c
"""
_ALL = (_SOURCES, _LINKS, _LEADS, _DEALS, _ACTIVITIES, _FILES, _DOCUMENTS, _BROKERS, _ATTRIBUTIONS, _PAYMENTS,
        _ENTRIES, _PAYOUTS, _PAIRS)  # fmt: skip
_SEARCHED = ("lead", "deal", "activity")


def lay(organisation: int, entity: int, manager: int, broker: int, percent: int) -> None:
    """Lay so many of the rows; `manager` and `broker` are each the first of eight users in a row.

    `crm_data.index` follows.
    """
    volume = {
        "links": LINKS, "leads": LEADS, "deals": DEALS, "activities": ACTIVITIES, "brokers": BROKERS,
        "attributions": ATTRIBUTIONS, "payments": PAYMENTS, "payouts": PAYOUTS, "pairs": PAIRS,
    }  # fmt: skip
    told = {"org": organisation, "entity": entity, "manager": manager, "broker": broker} | {
        name: count * percent // 100 for name, count in volume.items()
    }
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in _SEARCHED:
            cursor.execute(f"ALTER TABLE crm_{table} DISABLE TRIGGER crm_{table}_searched")
        for statement in _ALL:
            cursor.execute(whole(statement), told)
        for table in _SEARCHED:
            cursor.execute(f"ALTER TABLE crm_{table} ENABLE TRIGGER crm_{table}_searched")
