"""A client base of a size that no company of the branch has: clients, contacts and contracts written by SQL."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from tests.audit.scratch import use_database
from tests.bench.dashboard_data import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = (
    "Байкал Вектор Волга Гранит Дельта Енисей Заря Импульс Каскад Кварц Ладога Магистраль Меридиан Норд Окский Парма "
    "Полюс Прогресс Радиус Рубеж Север Сибирь Союз Старт Терра Тобол Урал Феникс Хибины Цифра Челюскин Эверест Юпитер "
    "Янтарь Бетон Агро Техно Энерго Строй Тепло"
)
_SECOND = (
    "Инвест Майнинг Ресурс Сервис Центр Снаб Торг Плюс Групп Холдинг Дата Блок Хеш Узел Мост Двор Завод Капитал Трейд "
    "Монтаж Проект Логистик Альянс Контур Вычисления Энергия Сеть Хостинг Площадка Системы"
)
SURNAMES = (
    "Тихонов Королёв Мельников Сафин Гусев Данилов Климов Белов Жуков Павлов Орлов Зимин Грозов Крылов Соболев Лебедев "
    "Быков Зайцев Фомин Рябов"
)
NAMES = "Алексей Илья Роман Тимур Олег Кирилл Андрей Сергей Павел Пётр Иван Юрий Виктор Игорь Марат"
PATRONYMICS = "Дмитриевич Андреевич Сергеевич Маратович Павлович Юрьевич Олегович Иванович Петрович Ильич"


def pick(words: str, number: str) -> str:
    """Return SQL that takes one of the words by a number."""
    listed = words.split()
    return f"(ARRAY[{', '.join(repr(word) for word in listed)}])[1 + ({number}) %% {len(listed)}]"


_PERSON = f"{pick(SURNAMES, 'n')} || ' ' || {pick(NAMES, 'n / 7')} || ' ' || {pick(PATRONYMICS, 'n / 3')}"
_CLIENTS = f"""
INSERT INTO crm_client (
    uid, created_at, updated_at, version, organisation_id, type, status, name, short_name, inn, kpp, ogrn, country,
    registration_number, legal_address, postal_address, phone, phone_extension, email, signatory_post, signatory_name,
    signatory_name_genitive, signatory_basis, registry_entry, passport_series, passport_number, passport_issued_by,
    passport_issued_on, passport_department, birth_date, note, manager_id
)
SELECT gen_random_uuid(), now() - n * interval '5 minutes', now(), 1, %(organisation)s,
    CASE WHEN n %% 5 = 4 THEN 'person' ELSE 'legal_entity' END,
    CASE WHEN n %% 17 = 0 THEN 'archived' ELSE 'active' END,
    CASE WHEN n %% 5 = 4 THEN {_PERSON}
        ELSE 'Общество с ограниченной ответственностью «' || {pick(_FIRST, "n")} || ' ' || {pick(_SECOND, "n / 40")}
            || ' ' || n || '»' END,
    CASE WHEN n %% 5 = 4 THEN ''
        ELSE 'ООО «' || {pick(_FIRST, "n")} || ' ' || {pick(_SECOND, "n / 40")} || ' ' || n || '»' END,
    CASE WHEN n %% 5 = 4 THEN '' ELSE (7700000000 + n)::text END, CASE WHEN n %% 5 = 4 THEN '' ELSE '770101001' END,
    CASE WHEN n %% 5 = 4 THEN '' ELSE (1027700000000 + n)::text END, 'RU', '', 'Москва, улица Радио, ' || n, '',
    '+7495' || lpad(n::text, 7, '0'), '', 'office' || n || '@example.test', '', '', '', '', '', '', '', '', '', '', '',
    '', %(manager)s
FROM generate_series(1, %(count)s) n
"""  # noqa: S608 - words of this file
_CONTACTS = f"""
INSERT INTO crm_contact (
    uid, created_at, updated_at, version, organisation_id, client_id, name, position, phone, phone_extension, email,
    telegram, is_main
)
SELECT gen_random_uuid(), now(), now(), 1, organisation_id, id, {_PERSON}, 'Директор',
    '+7916' || lpad(n::text, 7, '0'), '', 'person' || n || '@example.test', '', true
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM crm_client) c
"""  # noqa: S608 - as above
_CONTRACTS = """
INSERT INTO crm_contract (
    uid, created_at, updated_at, version, organisation_id, client_id, legal_entity_id, type, status, number, ordinal,
    registered_at, signed_on, starts_on, ends_on, manager_id, tariff_rate, tariff_currency, tariff_unit, tariff_text,
    vat_mode, max_power_kw, availability_percent, note
)
SELECT gen_random_uuid(), now(), now(), 2, organisation_id, id, %(entity)s, 'hosting',
    CASE WHEN n %% 9 = 0 THEN 'ended' WHEN n %% 11 = 0 THEN 'suspended' ELSE 'active' END,
    'ТКС-ОМИ-' || n || '-26Ю', n, now(), current_date - (n %% 700)::integer, current_date - (n %% 700)::integer,
    current_date + (n %% 900)::integer, manager_id, 5.1, 'RUB', 'kwh', '', 'included', 140, 98, ''
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM crm_client) c
"""
_TRIGGERS = (("crm_client", "crm_client_searched"), ("crm_contact", "crm_contact_searched"),
             ("crm_contract", "crm_contract_searched"))  # fmt: skip

_INDEXES = {
    "common_search_open": "(open_text gin_trgm_ops)",
    "common_search_full": "(full_text gin_trgm_ops)",
    "common_search_names": "(names gin_trgm_ops)",
    "crm_search_client_names": "(names gin_trgm_ops) WHERE kind = 'crm.client'",
}

_INDEXED = (
    ("crm_index_clients", "crm_client"), ("crm_index_contracts", "crm_client"), ("crm_index_leads", "crm_lead"),
    ("crm_index_deals", "crm_deal"), ("crm_index_activities", "crm_activity"),
)  # fmt: skip


@contextmanager
def crm_database() -> Iterator[str]:
    """Make a database with every table, point the default connection at it, drop it at the end."""
    name = f"neurohost_crm_bench_{os.getpid()}"
    earlier = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        use_database(name)
        call_command("migrate", verbosity=0)
        yield name
    finally:
        use_database(earlier)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(organisation: int, entity: int, manager: int, count: int) -> None:
    """Write `count` clients with a contact and a contract each; `index` indexes them at once, not row by row."""
    values = {"organisation": organisation, "entity": entity, "manager": manager, "count": count}
    with connection.cursor() as cursor:
        for table, trigger in _TRIGGERS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        for statement in (_CLIENTS, _CONTACTS, _CONTRACTS):
            cursor.execute(whole(statement), values)
        for table, trigger in _TRIGGERS:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def index() -> None:
    """Fill the table of search with everything that was laid, and gather statistics."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("TRUNCATE common_searchentry")
        for name in _INDEXES:
            cursor.execute(f"DROP INDEX {name}")
        for function, table in _INDEXED:
            cursor.execute(f"SELECT {function}(array_agg(id)) FROM {table}")  # noqa: S608 - names above
        for name, what in _INDEXES.items():
            cursor.execute(f"CREATE INDEX {name} ON common_searchentry USING gin {what}")
        cursor.execute("VACUUM ANALYZE")
