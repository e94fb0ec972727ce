"""Demonstration data of inventory: places, the model directory, staff bound to their sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import User
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.enums import Phases, SiteType

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.common.demo import DemoContext
    from apps.inventory.models import Site

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
            for phase in (Phases.A, Phases.B):
                rack = services.create_rack(by=by, power_node=node, name=f"Стеллаж {chr(letter)}", phase=phase)
                services.create_shelves(by=by, rack=rack, pattern=f"{chr(letter)}-{{1..4}}-{{1..6}}")
                letter += 1
    # A sub-panel without a limit of its own: its load counts against the main panel's.
    bare = services.create_power_node(by=by, room=second, name="ВРУ-6", limit_w=None, parent=grid)
    services.create_shelves(by=by, power_node=bare, pattern="Z-{1..20}")
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
