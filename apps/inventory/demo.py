"""Demonstration data of inventory: places, the model directory, staff bound to their sites."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.models import Client
from apps.inventory import services
from apps.inventory.enums import Phases, SiteType
from apps.inventory.rules.shelves import IN_TURN

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.common.demo import DemoContext
    from apps.inventory.models import PowerNode, Site

_HALL_NODES = (("ВРУ-1", 140_000), ("ВРУ-2", 140_000), ("ВРУ-3", 140_000))
_SECOND_HALL_NODES = (("ВРУ-4", 140_000), ("ВРУ-5", 140_000))


def load(context: DemoContext) -> None:
    """Make three sites in the first company and one in the second, the directory of models, the bindings of staff."""
    for company in context.organisations:
        with scope(company.actors[Role.ADMIN]) as by:
            services.load_directory(by=by)
            if company.is_main:
                _main_places(by)
            else:
                _small_places(by)


def _main_places(by: Actor) -> None:
    """Make data centre, warehouse and service centre of the first company."""
    centre = services.create_site(
        by=by,
        name="ДЦ-1",
        type=SiteType.DATA_CENTRE,
        postal_address="Владимирская область, м. р-н Кольчугинский, д. Большое Забелино, д. 1, литера Ш",
    )
    hall = services.create_room(by=by, site=centre, name="Зал 1")
    second = services.create_room(by=by, site=centre, name="Зал 2")
    grid = services.create_power_node(by=by, room=hall, name="ГРЩ-1", limit_w=800_000, breaker_a=1600)
    letter = ord("A")
    for room, nodes in ((hall, _HALL_NODES), (second, _SECOND_HALL_NODES)):
        for name, limit_w in nodes:
            node = services.create_power_node(by=by, room=room, name=name, limit_w=limit_w, parent=grid, breaker_a=250)
            # Shelves hang on A, B and C in turn; the last unit has a rack on A and one on B, so that it is uneven.
            for single in (Phases.A, Phases.B):
                is_uneven = name == _SECOND_HALL_NODES[-1][0]
                rack = services.create_rack(
                    by=by,
                    power_node=node,
                    name=f"Стеллаж {chr(letter)}",
                    phase=single if is_uneven else Phases.THREE,
                )
                services.create_shelves(
                    by=by,
                    rack=rack,
                    pattern=f"{chr(letter)}-{{1..4}}-{{1..6}}",
                    phase="" if is_uneven else IN_TURN,
                )
                letter += 1
    # A sub-panel without a limit of its own: its load counts against the main panel's.
    bare = services.create_power_node(by=by, room=second, name="ВРУ-6", limit_w=None, parent=grid)
    services.create_shelves(by=by, power_node=bare, pattern="Z-{1..20}")
    _reserve(by, bare, node)
    store = services.create_site(
        by=by,
        name="Склад",
        type=SiteType.WAREHOUSE,
        postal_address="г. Владимир, ул. Складская, д. 4",
    )
    store_room = services.create_room(by=by, site=store, name="Стеллажная")
    services.create_shelves(by=by, room=store_room, pattern="С-{01..12}", capacity=4)
    workshop = services.create_site(
        by=by,
        name="Сервисный центр",
        type=SiteType.SERVICE_CENTRE,
        postal_address="г. Владимир, ул. Ремонтная, д. 2",
    )
    bench = services.create_room(by=by, site=workshop, name="Мастерская")
    bench_node = services.create_power_node(by=by, room=bench, name="ВРУ-С", limit_w=25_000, breaker_a=63)
    services.create_shelves(by=by, power_node=bench_node, pattern="Стенд {1..6}")
    _bind(by, "warehouse", store, workshop)
    _bind(by, "technician", centre, workshop)
    _bind(by, "driver", centre, store, workshop)


def _reserve(by: Actor, bare: PowerNode, uneven: PowerNode) -> None:
    """Hold power for an expected intake and, on the free phase of the uneven unit, for another."""
    client = Client.objects.filter(status="active").order_by("pk").first()
    services.reserve_power(
        by=by,
        power_node=bare,
        document="Ожидаемое поступление 1",
        until=now() + timedelta(days=21),
        power_w=33_600,
        client=client,
        note="10 машин, прибудут партией",
    )
    services.reserve_power(
        by=by,
        power_node=uneven,
        document="Ожидаемое поступление 2",
        until=now() + timedelta(days=7),
        power_w=13_440,
        phases=Phases.C,
        note="4 машины на свободную фазу",
    )


def _small_places(by: Actor) -> None:
    """Make the one site of the second company."""
    centre = services.create_site(
        by=by,
        name="Площадка Восток",
        type=SiteType.DATA_CENTRE,
        postal_address="Иркутская область, г. Братск, ул. Заводская, д. 9",
        time_zone="Asia/Irkutsk",
    )
    room = services.create_room(by=by, site=centre, name="Контейнер 1")
    node = services.create_power_node(by=by, room=room, name="ВРУ-1", limit_w=60_000, breaker_a=100)
    services.create_shelves(by=by, power_node=node, pattern="К-{1..2}-{1..10}")
    _bind(by, "technician", centre)
    _bind(by, "warehouse", centre)


def _bind(by: Actor, role: str, *sites: Site) -> None:
    """Bind the demo person of a role to sites."""
    person = User.objects.filter(organisation_id=by.tenant_id, role=role).order_by("pk").first()
    if person is not None:
        for site in sites:
            services.bind_user_to_site(by=by, user=person, site=site)
