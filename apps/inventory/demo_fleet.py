"""Demonstration places of the large fleet: two halls of eight nodes, pallet places in the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.enums import SiteType
from apps.inventory.models import Site

if TYPE_CHECKING:
    from apps.common.demo import DemoContext

HALLS: Final = ("Зал 3", "Зал 4")
NODES_OF_A_HALL: Final = 4
SHELVES_OF_A_NODE: Final = 28
UNITS_OF_A_SHELF: Final = 8
PALLETS: Final = 40
UNITS_OF_A_PALLET: Final = 24
_LIMIT_W: Final = 1_000_000


def load(context: DemoContext) -> None:
    """Make the halls at the data centre and the pallets at the warehouse of the first company."""
    for company in context.organisations:
        if not company.is_main:
            continue
        with scope(company.actors[Role.ADMIN]) as by:
            centre = Site.objects.filter(type=SiteType.DATA_CENTRE).order_by("pk")[0]
            number = 10
            for name in HALLS:
                hall = services.create_room(by=by, site=centre, name=name)
                for _node in range(NODES_OF_A_HALL):
                    number += 1
                    node = services.create_power_node(by=by, room=hall, name=f"ВРУ-{number}", limit_w=_LIMIT_W)
                    services.create_shelves(
                        by=by,
                        power_node=node,
                        pattern=f"Р{number}-{{1..7}}-{{1..{SHELVES_OF_A_NODE // 7}}}",
                        capacity=UNITS_OF_A_SHELF,
                    )
            store = Site.objects.filter(type=SiteType.WAREHOUSE).order_by("pk")[0]
            room = services.create_room(by=by, site=store, name="Паллетная")
            services.create_shelves(by=by, room=room, pattern=f"П-{{01..{PALLETS}}}", capacity=UNITS_OF_A_PALLET)
