"""Demonstration data of crm: clients of every kind with contacts, accounts, contracts and documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from apps.accounts.models import User
from apps.common import clock
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm import demo_documents, services
from apps.crm import demo_numbers as numbers
from apps.crm.enums import ClientType, ContractVerb

if TYPE_CHECKING:
    from random import Random

    from apps.common.actor import Actor
    from apps.common.demo import DemoContext, DemoOrganisation
    from apps.crm.models import Client, Contract

CLIENTS_OF_MAIN: Final = 200
CLIENTS_OF_OTHER: Final = 10
DOCUMENTS: Final = 6

_BANKS: Final = (
    ("ПАО Сбербанк", "044525225", "30101810400000000225"),
    ("АО «ТБанк»", "044525974", "30101810145250000974"),
    ("АО «АЛЬФА-БАНК»", "044525593", "30101810200000000593"),
    ("Северо-Западный банк ПАО Сбербанк", "044030653", "30101810500000000653"),
)
_REGIONS: Final = (
    ("77", "г. Москва", ("ул. Радио", "Варшавское шоссе", "ул. Бутлерова", "Дербеневская наб.")),
    ("50", "Московская обл., г. Химки", ("ул. Репина", "Ленинградская ул.", "ул. Победы")),
    ("33", "Владимирская обл., г. Кольчугино", ("ул. Добровольского", "ул. Гагарина", "ул. 50 лет Октября")),
    ("78", "г. Санкт-Петербург", ("Лиговский пр.", "ул. Седова", "наб. Обводного канала")),
    ("16", "г. Казань", ("ул. Декабристов", "пр. Победы")),
    ("54", "г. Новосибирск", ("ул. Станционная", "Красный пр.")),
)
_COMPANIES: Final = (
    "Бетонспецторг", "Полярный Блок", "Терра Хеш", "Волга Майнинг", "Техносервис-М", "Агро Дата", "Ладога Энерго",
    "Кварц", "Меридиан", "Сибирский Узел", "Вектор Ресурс", "Гранит Плюс", "Заря Инвест", "Окский Завод",
    "Цифровой Мост", "Парма", "Байтовый Двор", "Рубеж", "Старт Капитал", "Инфраснаб",
)  # fmt: skip
_BRANCHES: Final = (
    "Инвест", "Сервис", "Ресурс", "Групп", "Энерго", "Трейд", "Монтаж", "Логистика", "Капитал", "Системы",
)  # fmt: skip
_MEN: Final = (
    ("Орехов", "Орехова", "Денис", "Дениса", "Викторович", "Викторовича"),
    ("Соболев", "Соболева", "Павел", "Павла", "Ильич", "Ильича"),
    ("Лебедев", "Лебедева", "Артём", "Артёма", "Григорьевич", "Григорьевича"),
    ("Фомин", "Фомина", "Виктор", "Виктора", "Николаевич", "Николаевича"),
    ("Крылов", "Крылова", "Степан", "Степана", "Борисович", "Борисовича"),
    ("Рябов", "Рябова", "Марат", "Марата", "Рустамович", "Рустамовича"),
    ("Быков", "Быкова", "Егор", "Егора", "Фёдорович", "Фёдоровича"),
    ("Тихонов", "Тихонова", "Алексей", "Алексея", "Дмитриевич", "Дмитриевича"),
    ("Королёв", "Королёва", "Илья", "Ильи", "Андреевич", "Андреевича"),
    ("Мельников", "Мельникова", "Роман", "Романа", "Сергеевич", "Сергеевича"),
    ("Сафин", "Сафина", "Тимур", "Тимура", "Маратович", "Маратовича"),
    ("Гусев", "Гусева", "Олег", "Олега", "Павлович", "Павловича"),
    ("Данилов", "Данилова", "Кирилл", "Кирилла", "Юрьевич", "Юрьевича"),
)
_WOMEN: Final = (
    ("Климова", "Климовой", "Анна", "Анны", "Сергеевна", "Сергеевны"),
    ("Белова", "Беловой", "Ирина", "Ирины", "Викторовна", "Викторовны"),
    ("Жукова", "Жуковой", "Дарья", "Дарьи", "Олеговна", "Олеговны"),
    ("Павлова", "Павловой", "Ольга", "Ольги", "Игоревна", "Игоревны"),
)
_FOREIGN: Final = (
    ("Shenzhen Blue Ridge Technology Co., Ltd", "CN", "Shenzhen, Nanshan District, Keyuan Road 15", "Li Wei"),
    ("Astana Compute LLP", "KZ", "Astana, Dinmukhamed Konayev Street 12/1", "Nurlan Abenov"),
    ("Hong Kong Delta Mining Limited", "HK", "Hong Kong, 88 Queensway, Unit 1204", "Chan Ka Ming"),
    ("Yerevan Data House LLC", "AM", "Yerevan, Arami Street 44", "Aram Petrosyan"),
)
_ABROAD: Final = ("", "Orient", "Silkroad", "Kunlun", "Ararat")
_POSTS: Final = ("Главный инженер", "Бухгалтер", "Технический директор", "Менеджер проектов")


@dataclass(frozen=True, slots=True)
class _Name:
    """A person's full name in the nominative and the genitive."""

    full: str
    genitive: str


def load(context: DemoContext) -> None:
    """Make clients and contracts of both companies, and bind the client users to one client each.

    Leaves `crm.clients` and `crm.contracts` in the notes: by organisation id, the keys of the clients, and of the
    contracts in force.
    """
    clients: dict[int, list[int]] = {}
    contracts: dict[int, list[int]] = {}
    for organisation in context.organisations:
        made, active = _load_one(organisation, context.random)
        clients[organisation.id] = [client.pk for client in made]
        contracts[organisation.id] = [contract.pk for contract in active]
    context.notes["crm.clients"] = clients
    context.notes["crm.contracts"] = contracts


def _load_one(organisation: DemoOrganisation, random: Random) -> tuple[list[Client], list[Contract]]:
    """Make the clients of one company."""
    manager = organisation.actors[Role.MANAGER]
    count = CLIENTS_OF_MAIN if organisation.is_main else CLIENTS_OF_OTHER
    made: list[Client] = []
    active: list[Contract] = []
    with scope(manager):
        for number in range(count):
            client = _client(manager, number, random, organisation.slug)
            made.append(client)
            active += _contracts(manager, client, (number, count), random)
        if organisation.is_main:
            _entered_twice(manager, made, random)
        for contract in active[:DOCUMENTS]:
            services.make_contract_document(contract, by=manager)
    demo_documents.load_one(organisation, active[DOCUMENTS:])
    bind_client_users(organisation, made[0])
    with system_scope(SystemJob.DEMO):
        while services.look_for_duplicates():
            pass
    return made, active


def _entered_twice(by: Actor, made: list[Client], random: Random) -> None:
    """Enter two clients a second time, as it happens: once with a typing error, once by the same phone."""
    first, second = made[2], made[4]
    services.create_client(
        by=by,
        type=first.type,
        name=first.name.replace("Терра Хеш", "Тера Хеш"),
        short_name=first.short_name.replace("Терра Хеш", "Тера Хеш"),
        inn=numbers.company_inn(random, "77"),
        phone=first.phone,
    )
    services.create_client(
        by=by,
        type=second.type,
        name=f"{second.name} (склад)",
        inn=numbers.company_inn(random, "50"),
        email=second.email,
    )


def bind_client_users(organisation: DemoOrganisation, client: Client) -> None:
    """Bind the company's client users of every role to `client`."""
    admin = organisation.actors[Role.ADMIN]
    with scope(admin):
        for role in sorted(CLIENT_ROLES & set(organisation.actors)):
            user = User.objects.get(pk=organisation.actors[role].id or 0)
            services.bind_client_user(user, by=admin, client=client)


def _client(by: Actor, number: int, random: Random, slug: str) -> Client:
    """Make the client of this number: half companies, then sole traders, persons and foreign companies."""
    kinds = (
        ClientType.LEGAL_ENTITY, ClientType.SOLE_TRADER, ClientType.LEGAL_ENTITY, ClientType.PERSON,
        ClientType.LEGAL_ENTITY, ClientType.SOLE_TRADER, ClientType.LEGAL_ENTITY, ClientType.PERSON,
        ClientType.LEGAL_ENTITY, ClientType.FOREIGN_COMPANY,
    )  # fmt: skip
    kind = kinds[number % len(kinds)]
    region, town, streets = random.choice(_REGIONS)
    address = f"{random.randrange(101000, 690999)}, {town}, {random.choice(streets)}, д. {random.randrange(1, 90)}"
    person = _person(random)
    card = {
        ClientType.LEGAL_ENTITY: _company,
        ClientType.SOLE_TRADER: _sole_trader,
        ClientType.PERSON: _natural,
        ClientType.FOREIGN_COMPANY: _foreign,
    }[kind](number, region, address, person, random)
    contact_name = person.full if kind is not ClientType.FOREIGN_COMPANY else card["signatory_name"]
    mail = f"client{number + 1}@{slug}.example"
    client = services.create_client(
        by=by,
        type=kind,
        contact={
            "name": contact_name,
            "position": card.get("signatory_post", ""),
            "phone": _phone(random),
            "email": mail,
            "telegram": f"client_{slug}_{number + 1}" if number % 3 == 0 else "",
        },
        account=_account(kind, random),
        **dict[str, Any]({"email": mail, "phone": _phone(random)} | card),
    )
    if number % 3 == 1:
        second = _person(random)
        services.add_contact(client, by=by, name=second.full, position=random.choice(_POSTS), phone=_phone(random))
    return client


def _person(random: Random) -> _Name:
    """Return somebody: surname, name and patronymic of one gender, each taken on its own."""
    people = random.choice((_MEN, _MEN, _WOMEN))
    surname, name, patronymic = random.choice(people), random.choice(people), random.choice(people)
    return _Name(f"{surname[0]} {name[2]} {patronymic[4]}", f"{surname[1]} {name[3]} {patronymic[5]}")


def _phone(random: Random) -> str:
    """Return a mobile number of a range that is in use nowhere near a real person's."""
    return f"+7 900 {random.randrange(1000):03}-{random.randrange(100):02}-{random.randrange(100):02}"


def _company(number: int, region: str, address: str, person: _Name, random: Random) -> dict[str, str]:
    place = number // 2
    short = _COMPANIES[place % len(_COMPANIES)]
    if place >= len(_COMPANIES):
        short += f" {_BRANCHES[place // len(_COMPANIES) * 3 % len(_BRANCHES)]}"
    return {
        "name": f"Общество с ограниченной ответственностью «{short}»",
        "short_name": f"ООО «{short}»",
        "inn": numbers.company_inn(random, region),
        "kpp": f"{region}01{random.randrange(1, 60):02}001",
        "ogrn": numbers.ogrn(random, region),
        "legal_address": address,
        "signatory_post": "Генеральный директор",
        "signatory_name": person.full,
        "signatory_name_genitive": person.genitive,
        "signatory_basis": "Устава",
        "registry_entry": f"М-{region}-{random.randrange(1000, 9999)}" if number % 2 == 0 else "",
    }


def _sole_trader(_number: int, region: str, address: str, person: _Name, random: Random) -> dict[str, str]:
    return {
        "name": person.full,
        "short_name": f"ИП {person.full.split()[0]} {person.full.split()[1][0]}. {person.full.split()[2][0]}.",
        "inn": numbers.person_inn(random, region),
        "ogrn": numbers.ogrnip(random, region),
        "legal_address": address,
    }


def _natural(_number: int, region: str, address: str, person: _Name, random: Random) -> dict[str, str]:
    return {
        "name": person.full,
        "inn": numbers.person_inn(random, region),
        "legal_address": address,
        "passport_series": f"{region}{random.randrange(10, 24)}",
        "passport_number": f"{random.randrange(10**6):06}",
        "passport_issued_by": "Отдел УФМС России, пример для демонстрации",
        "passport_issued_on": date(random.randrange(2010, 2024), random.randrange(1, 13), 15).isoformat(),
        "passport_department": f"{region}0-0{random.randrange(10, 99)}",
        "birth_date": date(random.randrange(1965, 2000), random.randrange(1, 13), 7).isoformat(),
    }


def _foreign(number: int, _region: str, _address: str, _person: _Name, random: Random) -> dict[str, str]:
    name, country, address, director = _FOREIGN[number // 10 % len(_FOREIGN)]
    round_of_names = number // 10 // len(_FOREIGN)
    if round_of_names:
        name = f"{_ABROAD[round_of_names % len(_ABROAD)]} {name.split(' ', 1)[1]}"
    return {
        "name": name,
        "country": country,
        "registration_number": f"{random.randrange(10**11):012}",
        "legal_address": address,
        "signatory_post": "Director",
        "signatory_name": director,
        "signatory_basis": "Articles of Association",
        "phone": "",
    }


def _account(kind: ClientType, random: Random) -> dict[str, str]:
    """Return an account as this kind of client has it."""
    bank, bic, correspondent = random.choice(_BANKS)
    if kind is ClientType.FOREIGN_COMPANY:
        return {
            "bank_name": "Bank of China",
            "swift": "BKCHCNBJ45A",
            "settlement_account": f"7{random.randrange(10**17):017}",
        }
    start = {ClientType.LEGAL_ENTITY: "40702810", ClientType.SOLE_TRADER: "40802810"}.get(kind, "40817810")
    return {
        "bank_name": bank,
        "bic": bic,
        "settlement_account": numbers.account(random, bic, start),
        "correspondent_account": correspondent,
    }


def _contracts(by: Actor, client: Client, place: tuple[int, int], random: Random) -> list[Contract]:
    """Make the client's contracts: most in force, some drafts, suspended, ended and voided; return those in force."""
    number, count = place
    if number % 8 == 7:  # noqa: PLR2004 - some clients have none yet
        return []
    today = clock.today()
    # Two years of contracts, numbered in the order of their days.
    signed = today - timedelta(days=710 - 700 * number // count)
    terms: dict[str, Any] = {
        "tariff_rate": random.choice(("4.85", "5.10", "5.25", "5.60", "5.95")),
        "max_power_kw": random.choice(("30", "70", "140", "210", "350")),
        "availability_percent": random.choice(("97", "98", "98.5")),
        "signed_on": signed,
        "ends_on": _end(number, signed, today, random),
        "pools": ["*.viabtc.com", "*.f2pool.com"] if number % 3 == 0 else [],
        "tariff_text": "включая обслуживание и охрану" if number % 5 == 0 else "",
    }
    draft = services.create_contract(by=by, client=client, **terms)
    if number % 10 == 6:  # noqa: PLR2004 - some are still being agreed
        return []
    contract = services.register_contract(draft, by=by, version=draft.version)
    if number % 13 == 12:  # noqa: PLR2004 - one in a dozen does not pay
        services.change_contract_status(
            contract, by=by, verb=ContractVerb.SUSPEND, version=contract.version, reason="Просрочка оплаты"
        )
        return []
    if number % 17 == 16:  # noqa: PLR2004 - few are over
        services.change_contract_status(
            contract, by=by, verb=ContractVerb.END, version=contract.version, reason="Оборудование вывезено"
        )
        return []
    if number == 22:  # noqa: PLR2004 - and one was a mistake
        services.void_contract(contract, by=by, version=contract.version, reason="Оформлен дважды")
        return []
    return [contract]


def _end(number: int, signed: date, today: date, random: Random) -> date | None:
    """Return the agreed end: none for some, soon for some, else two or three years on."""
    if number % 4 == 0:
        return None
    if number % 9 == 1:
        return today + timedelta(days=random.randrange(3, 45))
    return signed + timedelta(days=random.choice((760, 900, 1095)))
