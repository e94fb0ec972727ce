"""Demonstration data of sales: a year of leads, deals that went through the stages, and what was done for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation

from apps.accounts.models import User
from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm import services
from apps.crm.enums import ActivityKind, DealStatus, LeadStatus, LeadVerb
from apps.crm.models import Client, Contract, Deal, Lead, LeadSource, ReferralLink, Stage
from apps.crm.services.leads import lock_lead

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.common.demo import DemoContext, DemoOrganisation

_MAIN: Final = {"leads": 60, "deals": 50, "activities": 200}
_OTHER: Final = {"leads": 6, "deals": 5, "activities": 12}
_DAYS: Final = 360
_PEOPLE: Final = (
    "Сергей Лапин", "Виктория Орехова", "Максим Дроздов", "Ильдар Гареев", "Наталья Зуева", "Пётр Савельев",
    "Алина Мухина", "Wang Jun", "Артём Костин", "Юлия Седых", "Руслан Хабиров", "Ольга Третьякова",
)  # fmt: skip
_FIRMS: Final = ("", "ООО «Альфа Ресурс»", "", "ИП Гареев", "ООО «Тёплый Дом»", "", "ООО «Нева Дата»", "АО «Урал Сеть»")
_NEEDS: Final = (
    "Нужно разместить S21, интересует тариф за кВт·ч.", "Переезжаем с другой площадки, просим посчитать.",
    "Есть ли место в Кольчугино с января?", "Хотим начать с десяти машин, потом расширяться.",
    "Нужна гидроустановка, что можете предложить?", "Подскажите условия ремонта и доступности.",
)  # fmt: skip
_REASONS: Final = ("Не устроил тариф", "Ушли к другому хостингу", "Отложили до весны", "Нет свободной мощности в срок")
_STEPS: Final = ("Отправить расчёт", "Показать площадку", "Согласовать договор", "Перезвонить", "Уточнить модели")
_WORDS: Final[dict[ActivityKind, tuple[str, ...]]] = {
    ActivityKind.CALL: ("Обсудили тариф и сроки", "Не дозвонились", "Уточнили количество машин"),
    ActivityKind.LETTER: ("Отправлено предложение", "Получены реквизиты", "Отправлен проект договора"),
    ActivityKind.MEETING: ("Показ площадки", "Встреча в офисе", "Видеовстреча по условиям"),
    ActivityKind.NOTE: ("Просят скидку при объёме", "Решение принимает собственник", "Сравнивают с двумя площадками"),
    ActivityKind.TASK: ("Подготовить расчёт", "Согласовать дату завоза", "Проверить свободную мощность"),
}


def load(context: DemoContext) -> None:
    """Make links, leads, deals and activities of both companies."""
    clients = context.notes["crm.clients"]
    assert isinstance(clients, dict)  # noqa: S101 - the loader of clients left it there
    random = Random(20_261_126)  # noqa: S311 - the same data each time, whatever other loaders draw
    with translation.override("ru"):  # the companies of the demonstration write Russian
        for organisation in context.organisations:
            counts = _MAIN if organisation.is_main else _OTHER
            _load_one(organisation, random, counts, clients[organisation.id])


def _load_one(organisation: DemoOrganisation, random: Random, counts: dict[str, int], clients: list[int]) -> None:
    """Make the sales of one company."""
    manager = organisation.actors[Role.MANAGER]
    with scope(manager):
        services.default_pipeline(organisation.id)
        links = _links(organisation, clients)
        leads = [_lead(manager, number, random, links, counts["leads"]) for number in range(counts["leads"])]
        deals = [_deal(manager, random, clients) for _number in range(counts["deals"])]
        _renewals(manager)
        subjects: list[Lead | Deal] = [*leads, *deals, *deals]
        for number in range(counts["activities"]):
            _activity(manager, random.choice(subjects), number, random)
    broker = organisation.actors[Role.BROKER]
    with scope(broker):
        for number in range(3 if organisation.is_main else 1):
            services.create_lead(by=broker, **_asked(number + 5, random))


def _links(organisation: DemoOrganisation, clients: list[int]) -> list[ReferralLink]:
    """Make a link of the manager, of the broker and of a client, with some visitors."""
    manager = organisation.actors[Role.MANAGER]
    people = {role: User.objects.get(pk=organisation.actors[role].id or 0) for role in (Role.BROKER, Role.PARTNER)}
    links = [
        services.create_referral_link(by=manager, title="Выставка «Энергия 2026»", code="energy-2026"),
        services.create_referral_link(by=manager, owner=people[Role.BROKER], code="broker"),
        services.create_referral_link(by=manager, owner=people[Role.PARTNER], code="partner"),
        services.create_referral_link(by=manager, client=Client.objects.get(pk=clients[1]), code="friend"),
    ]
    for number, link in enumerate(links, 1):
        ReferralLink.objects.filter(pk=link.pk).update(visits=number * 17)
    return links


def _asked(number: int, random: Random) -> dict[str, Any]:
    """Return what somebody asks for."""
    machines = random.choice((8, 12, 20, 40, 60, 120, 240))
    return {
        "name": _PEOPLE[number % len(_PEOPLE)],
        "company": _FIRMS[number % len(_FIRMS)],
        "phone": f"+7 9{random.randrange(10, 99)} {random.randrange(100, 999)}-{random.randrange(10, 99)}-11",
        "email": f"lead{number}-{random.randrange(1000)}@mail.example",
        "message": random.choice(_NEEDS),
        "unit_count": machines,
        "power_kw": Decimal(machines) * Decimal("3.5"),
        "hashrate_phs": Decimal(machines) * Decimal("0.2"),
    }


def _lead(by: Actor, number: int, random: Random, links: list[ReferralLink], total: int) -> Lead:
    """Make a lead of some day of the year: the older ones are decided, the newest wait."""
    age = _DAYS * (total - number) // total
    keys = ("landing", "landing", "call", "exhibition", "telegram")
    link = links[number % len(links)] if number % 5 == 0 else None
    source = None if link else LeadSource.objects.get(organisation_id=by.tenant_id, key=random.choice(keys))
    moment = _ago(age, random)
    lead = services.create_lead(by=by, source=source, referral=link, came_at=moment, **_asked(number, random))
    if age < 8:  # noqa: PLR2004 - the last days: new ones, some of nobody
        return lead
    services.change_lead_status(lead, by=by, verb=LeadVerb.TAKE, version=1)
    kind = number % 4
    if kind == 0 and not lead.inn:
        made = services.convert_lead(_fresh(lead), by=by, version=2, new_client={"type": "person"})
        _walk(by, made.deal, moment + timedelta(days=2), random)
    elif kind == 1:
        reason = random.choice(_REASONS)
        services.change_lead_status(_fresh(lead), by=by, verb=LeadVerb.REFUSE, version=2, reason=reason)
    else:
        day = (clock.now() + timedelta(days=random.randrange(-2, 12))).date()
        changes = {"next_step": random.choice(_STEPS), "next_step_on": day}
        services.update_lead(_fresh(lead), by=by, version=2, changes=changes)
    return _fresh(lead)


def _fresh(lead: Lead) -> Lead:
    """Return the lead as it stands now."""
    return lock_lead(lead)


def _deal(by: Actor, random: Random, clients: list[int]) -> Deal:
    """Make a deal with one of the clients and take it through some stages."""
    client = Client.objects.get(pk=random.choice(clients))
    machines = random.choice((10, 20, 40, 80, 160))
    power = Decimal(machines) * Decimal("3.5")
    opened = _ago(random.randrange(2, _DAYS), random)
    deal = services.create_deal(
        by=by,
        client=client,
        source=LeadSource.objects.filter(organisation_id=by.tenant_id).order_by("position")[random.randrange(5)],
        opened_at=opened,
        title=f"{machines} × {random.choice(('S21', 'M60S', 'S19k Pro', 'L9'))}",
        unit_count=machines,
        power_kw=power,
        hashrate_phs=Decimal(machines) * Decimal("0.2"),
        monthly_income=power * 720 * Decimal("5.4"),
        expected_close_on=(opened + timedelta(days=random.randrange(30, 120))).date(),
        site_wish=random.choice(("", "Кольчугино", "Любая", "Ближе к Москве")),
    )
    return _walk(by, deal, opened, random)


def _walk(by: Actor, deal: Deal, moment: datetime, random: Random) -> Deal:
    """Take a deal through the stages, days apart, until it is won, lost, or stands where it is now."""
    stages = list(Stage.objects.filter(pipeline=deal.pipeline_id, is_active=True).order_by("position"))
    opened = [one for one in stages if one.kind == DealStatus.OPEN]
    ends = {one.kind: one for one in stages if one.kind != DealStatus.OPEN}
    for stage in opened[1:]:
        moment += timedelta(days=random.randrange(3, 20))
        if moment > clock.now() or random.random() < 0.12:  # noqa: PLR2004 - some stand still
            return deal
        if random.random() < 0.16:  # noqa: PLR2004 - some are lost on the way
            reason = random.choice(_REASONS)
            lost = ends[DealStatus.LOST]
            return services.move_deal(deal, by=by, stage=lost, version=deal.version, reason=reason, at=moment)
        deal = services.move_deal(deal, by=by, stage=stage, version=deal.version, at=moment)
    moment += timedelta(days=random.randrange(3, 15))
    if moment > clock.now():
        return deal
    contract = Contract.objects.filter(client=deal.client_id, status="active", deals=None).first()
    return services.move_deal(
        deal, by=by, stage=ends[DealStatus.WON], version=deal.version, at=moment, contract=contract
    )


def _renewals(by: Actor) -> None:
    """Begin the renewal of one contract that ends soon."""
    day = clock.today()
    ending = Contract.objects.filter(status="active", ends_on__range=(day, day + timedelta(days=60))).first()
    if ending is not None:
        services.renew_contract(ending, by=by)


def _activity(by: Actor, subject: Lead | Deal, number: int, random: Random) -> None:
    """Write down something about a lead or a deal: most have happened, some wait, a few are late."""
    kind = random.choice(list(ActivityKind))
    title = random.choice(_WORDS[kind])
    if number % 10 == 0 and _is_open(subject):
        due = clock.now() + timedelta(hours=random.randrange(-40, 90))
        services.add_activity(
            subject, by=by, kind=ActivityKind.TASK, title=title, due_at=due, remind_at=due - timedelta(minutes=15)
        )
        return
    since = subject.came_at if isinstance(subject, Lead) else subject.opened_at
    moment = since + (clock.now() - since) * random.random()
    due_at = moment if kind is ActivityKind.TASK else None
    made = services.add_activity(subject, by=by, kind=kind, title=title, at=moment, due_at=due_at)
    if due_at is not None:
        services.complete_activity(made, by=by, version=1, at=moment)


def _is_open(subject: Lead | Deal) -> bool:
    """Whether the subject is still worked on."""
    if isinstance(subject, Lead):
        return subject.status not in (LeadStatus.CONVERTED, LeadStatus.REFUSED)
    return subject.status == DealStatus.OPEN


def _ago(days: int, random: Random) -> datetime:
    """Return a working moment so many days ago."""
    return clock.now() - timedelta(days=days, hours=random.randrange(9), minutes=random.randrange(60))
