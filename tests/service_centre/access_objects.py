"""Real objects for the service centre's addresses in the matrix of roles."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from apps.common.actor import Actor
from apps.inventory.models import Unit
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Complaint, Finding
from apps.inventory.service_centre.models import (
    Component,
    Part,
    RepairOrder,
    RepairPart,
    RepairPhoto,
    RepairWork,
    ServiceSettings,
    ServiceWork,
    StockCount,
    StockMovement,
)
from apps.inventory.service_centre.services import Bin, Found, Issue
from apps.inventory.services import NewUnit, register_units
from tests.access import objects
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


def _by(place: Place) -> Actor:
    """Return the job that makes rows of a place."""
    return Actor.job("factory", place.organisation.pk)


@objects.completes
def give_repairs(place: Place) -> None:
    """Open an order for a unit of the place's client, with a work, a part and a photo, and close another one."""
    by, site, contract = _by(place), place.things["site"], place.things["contract"]
    bin_ = Bin(site, "A")
    tail = f"{contract.pk:04}"
    part = services.create_part(by=by, article=f"FAN-{tail}", name="Fan", price=400)
    board = services.create_part(by=by, article=f"HB-{tail}", name="Hash board", is_serial=True)
    services.receive_part(part, by=by, to=bin_, quantity=Decimal(10), price=Decimal(100))
    services.receive_part(board, by=by, to=bin_, quantity=Decimal(1), price=Decimal(9000), serials=[f"BOARD{tail}"])
    work = services.create_work(by=by, code=f"W-{tail}", name="Replace a fan", price=1500, minutes=30)
    serials = [f"MATRIXREPAIR{tail}{number}" for number in range(2)]
    register_units(
        by=by,
        client=contract.client,
        contract=contract,
        site=site,
        lines=[NewUnit(serial, place.things["model"]) for serial in serials],
        document="ACT",
    )
    order = _opened(place, serials[0])
    services.add_work(order, work, by=by)
    services.issue_part(order, Issue(part, bin_), by=by)
    services.add_photos(order, [picture()], by=by)
    closed = services.cancel_order(_opened(place, serials[1]), by=by, why="matrix")
    place.things |= {
        "repair": order,
        "closed_repair": closed,
        "part": part,
        "board": Component.objects.get(part=board),
        "work": work,
        "count": services.begin_count(site, by=by),
    }


def _opened(place: Place, serial: str) -> RepairOrder:
    """Return a diagnosed order of a new unit."""
    by = _by(place)
    unit = Unit.objects.get(serial=serial, organisation_id=place.organisation.pk)
    order = services.open_order(unit, by=by, complaint_code=Complaint.OTHER)
    return services.diagnose(order, by=by, findings=[Found(Finding.FAN, 1)])


def _thing(name: str) -> objects.Maker:
    """Return a maker that gives the place's own object."""

    def make(place: Place, user: User) -> Any:
        return place.things[name]

    make.__name__ = f"service_{name}"
    return make


def _work_line(place: Place, user: User) -> RepairWork:
    return RepairWork.objects.filter(order=place.things["repair"]).earliest("pk")


def _part_line(place: Place, user: User) -> RepairPart:
    return RepairPart.objects.filter(order=place.things["repair"]).earliest("pk")


def _photo(place: Place, user: User) -> RepairPhoto:
    return RepairPhoto.objects.filter(order=place.things["repair"]).earliest("pk")


def _movement(place: Place, user: User) -> StockMovement:
    return StockMovement.objects.filter(part=place.things["part"]).earliest("pk")


def _stock(place: Place, user: User) -> Any:
    return place.things["part"].stock.get()


def _settings(place: Place, user: User) -> ServiceSettings:
    row, _made = ServiceSettings.objects.get_or_create(organisation_id=place.organisation.pk)
    return row


def _word(word: str) -> objects.Maker:
    """Return a maker of a word in the address."""

    def make(place: Place, user: User) -> str:
        return word

    make.__name__ = f"word_{word}"
    return make


objects.register("service:order*", uid=_thing("repair"))
objects.register("service:order_work_remove", uid=_thing("repair"), line_uid=_work_line)
objects.register("service:order_part_return", uid=_thing("repair"), line_uid=_part_line)
objects.register("service:order_act", uid=_thing("closed_repair"), kind=_word("docx"))
objects.register("service:photo", uid=_photo)
objects.register("service:part*", uid=_thing("part"))
objects.register("service:stock_move", uid=_thing("part"), kind=_word("receive"))
objects.register("service:work*", uid=_thing("work"))
objects.register("service:component", uid=_thing("board"))
objects.register("service:count*", uid=_thing("count"))
objects.register("service:count_end", uid=_thing("count"), verb=_word("cancel"))
objects.register("service_api:order*", uid=_thing("repair"))
objects.register("service_api:part*", uid=_thing("part"))
objects.register("service_api:work*", uid=_thing("work"))
objects.register("service_api:stock*", uid=_stock)
objects.register("service_api:movement*", uid=_movement)
objects.register("service_api:component*", uid=_thing("board"))
objects.register_model(RepairOrder, _thing("repair"))
objects.register_model(Part, _thing("part"))
objects.register_model(ServiceWork, _thing("work"))
objects.register_model(Component, _thing("board"))
objects.register_model(StockMovement, _movement)
objects.register_model(StockCount, _thing("count"))
objects.register_model(ServiceSettings, _settings)
