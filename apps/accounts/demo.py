"""Demonstration data of accounts: two hosting operators apart from each other, one person per role in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from apps.accounts.models import Brand, LegalEntity, Organisation, OrganisationSettings, User
from apps.accounts.policy import actor_for_user
from apps.audit.services import record
from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.demo import DemoContext, DemoOrganisation
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope

PASSWORD = "hash-rate-2026"  # noqa: S105 - printed to whoever starts the demonstration; refused outside of it


@dataclass(frozen=True, slots=True)
class _Person:
    """One demo user: name and role, and the language the pages greet them in."""

    login: str
    name: str
    role: Role
    language: str = "ru"


PEOPLE = (
    _Person("owner", "Орлова Марина Викторовна", Role.OWNER),
    _Person("admin", "Мидлов Алексей Игоревич", Role.ADMIN),
    _Person("manager", "Музыка Ксения Павловна", Role.MANAGER),
    _Person("accountant", "Приказчикова Нина Олеговна", Role.ACCOUNTANT),
    _Person("warehouse", "Кладов Сергей Андреевич", Role.WAREHOUSE),
    _Person("technician", "Техов Денис Романович", Role.TECHNICIAN),
    _Person("driver", "Дорожкин Павел Ильич", Role.DRIVER),
    _Person("auditor", "Проверкина Анна Львовна", Role.AUDITOR),
    _Person("client", "Тестов Пётр Сергеевич", Role.CLIENT_ADMIN),
    _Person("client-operator", "Операторов Иван Сергеевич", Role.CLIENT_OPERATOR),
    _Person("client-viewer", "Чжан Вэй", Role.CLIENT_VIEWER, "zh-hans"),
    _Person("broker", "Посредников Глеб Юрьевич", Role.BROKER),
    _Person("partner", "Партнёров Олег Петрович", Role.PARTNER),
    _Person("prospect", "Jane Prospect", Role.PROSPECT, "en"),
)

_COMPANIES = (
    {
        "slug": "severny",
        "name": "Северный Хеш",
        "full": "Общество с ограниченной ответственностью «Северный Хеш»",
        "inn": "7701000019",
        "kpp": "770101001",
        "ogrn": "1257700000128",
        "address": "127642, г. Москва, ул. Сухонская, д. 11",
        "signatory": "Тестова Анна Петровна",
        "genitive": "Тестовой Анны Петровны",
        "accent": "#f7931a",
    },
    {
        "slug": "vostok",
        "name": "Восток Майнинг",
        "full": "Общество с ограниченной ответственностью «Восток Майнинг»",
        "inn": "3328001233",
        "kpp": "332801001",
        "ogrn": "1263300001030",
        "address": "600000, г. Владимир, ул. Большая Московская, д. 1",
        "signatory": "Восточный Игорь Олегович",
        "genitive": "Восточного Игоря Олеговича",
        "accent": "#2f9e8f",
    },
)


def login_of(slug: str, login: str, *, is_main: bool) -> str:
    """Return the login of a person: plain in the first company, prefixed in the second."""
    return login if is_main else f"{slug}-{login}"


def load(context: DemoContext) -> None:
    """Make both companies with their people; fills `context.organisations`. Client users are bound by crm."""
    password = make_password(PASSWORD)
    for number, company in enumerate(_COMPANIES):
        is_main = number == 0
        with system_scope(SystemJob.DEMO):
            organisation = _company(company)
            actors = {
                person.role: actor_for_user(_user(organisation, person, password, is_main=is_main)) for person in PEOPLE
            }
        admin = actors[Role.ADMIN]
        with scope(admin):
            record(
                by=admin, action="accounts.organisation.found", subject=organisation, after={"name": organisation.name}
            )
        context.organisations.append(DemoOrganisation(organisation.pk, organisation.slug, is_main, actors))
    with system_scope(SystemJob.DEMO):
        User.objects.create(
            login="platform",
            email="platform@neurohost.example",
            name="Platform operator",
            role=Role.PLATFORM,
            language="en",
            password=password,
            password_changed_at=now(),
        )


def _company(company: dict[str, str]) -> Organisation:
    """Make one operator with legal entity, brand and settings."""
    organisation = Organisation.objects.create(name=company["name"], slug=company["slug"], is_demo=True)
    LegalEntity.objects.create(
        organisation=organisation,
        name=company["full"],
        short_name=f"ООО «{company['name']}»",
        inn=company["inn"],
        kpp=company["kpp"],
        ogrn=company["ogrn"],
        legal_address=company["address"],
        postal_address=company["address"],
        signatory_post="Генеральный директор",
        signatory_name=company["signatory"],
        signatory_name_genitive=company["genitive"],
        signatory_basis="Устава",
        bank_name="ПАО Сбербанк",
        bic="044525225",
        settlement_account="40702810200000000001",
        correspondent_account="30101810400000000225",
        phone="+74955105617",
        email=f"office@{company['slug']}.example",
        is_main=True,
    )
    Brand.objects.create(organisation=organisation, name=company["name"], accent_color=company["accent"])
    OrganisationSettings.objects.create(
        organisation=organisation, dadata_key=settings.DADATA_DEMO_KEY if company is _COMPANIES[0] else ""
    )
    return organisation


def _user(organisation: Organisation, person: _Person, password: str, *, is_main: bool) -> User:
    """Make one person."""
    login = login_of(organisation.slug, person.login, is_main=is_main)
    return User.objects.create(
        organisation=organisation,
        login=login,
        email=f"{login}@{organisation.slug}.example",
        email_verified_at=now(),
        name=person.name,
        role=person.role,
        language=person.language,
        password=password,
        password_changed_at=now(),
    )


def actors_now(context: DemoContext) -> None:
    """Take the actors anew after bindings to sites and clients were made."""
    with system_scope(SystemJob.DEMO):
        for number, company in enumerate(context.organisations):
            actors: dict[Role, Actor] = {
                Role(user.role): actor_for_user(user) for user in User.objects.filter(organisation_id=company.id)
            }
            context.organisations[number] = DemoOrganisation(company.id, company.slug, company.is_main, actors)
