"""The one door of stock: every movement is booked here, under the lock of its part, and the bin follows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Sum

from apps.accounts.models import User
from apps.accounts.services.notifying import notify
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.common.roles import Role
from apps.inventory.models import Site
from apps.inventory.selectors import staff_of_site
from apps.inventory.service_centre import signals
from apps.inventory.service_centre.enums import Measure, StockKind
from apps.inventory.service_centre.exceptions import NotEnough
from apps.inventory.service_centre.models import Part, PartStock, StockMovement
from apps.inventory.service_centre.rules import stock as rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import Component, RepairOrder, RepairPart

LOW: Final = "inventory.stock.low"
_STEP: Final = Decimal("0.001")
_MOST: Final = Decimal(100_000_000)
_BIN_LENGTH: Final = 40
# What the columns of a bin can hold.
_FULL: Final = Decimal(10) ** 9
_DEAREST: Final = Decimal(10) ** 16


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin of a site; the empty name is the site itself."""

    site: Site
    name: str = ""

    def tidy(self, field: str = "bin") -> Bin:
        """Return it with its name as the stock keeps it. Raises Invalid."""
        name = self.name.strip()
        if len(name) > _BIN_LENGTH:
            raise Invalid(field=field)
        return Bin(self.site, name)


@dataclass(frozen=True, slots=True)
class Why:
    """What a movement belongs to: an order with its line, a component, the pair of a transfer, a document, a reason."""

    document: str = ""
    reason: str = ""
    order: RepairOrder | None = None
    line: RepairPart | None = None
    component: Component | None = None
    pair: Any = None
    at: datetime | None = None

    def columns(self) -> dict[str, Any]:
        """Return the columns of a movement."""
        return {
            "document": self.document.strip()[:80],
            "reason": self.reason.strip()[:300],
            "order": self.order,
            "line": self.line,
            "component": self.component,
            "pair": self.pair,
            "at": self.at or now(),
        }


def counted(part: Part, quantity: Decimal, field: str = "quantity") -> Decimal:
    """Return a quantity as the stock keeps it. Raises Invalid unless it is more than nought; pieces are whole."""
    tidy = Decimal(quantity)
    if not tidy.is_finite() or not 0 < tidy < _MOST or tidy != tidy.quantize(_STEP):
        raise Invalid(field=field)
    if part.measure == Measure.PIECE and tidy != tidy.to_integral_value():
        raise Invalid(field=field)
    return tidy


def bring(
    part: Part,
    *,
    by: Actor,
    place: Bin,
    kind: StockKind,
    quantity: Decimal,
    value: Decimal,
    why: Why,
) -> StockMovement:
    """Book stock of a locked part into a bin, with what it cost in all."""
    PartStock.objects.bulk_create(
        [PartStock(organisation_id=part.organisation_id, part=part, site=place.site, bin=place.name)],
        ignore_conflicts=True,
    )
    held = PartStock.objects.select_for_update(of=("self",)).get(part=part, site=place.site, bin=place.name)
    return _write(held, by, kind, quantity, value, why)


def take(
    part: Part,
    *,
    by: Actor,
    place: Bin,
    kind: StockKind,
    quantity: Decimal,
    why: Why,
) -> StockMovement:
    """Book stock of a locked part out of a bin, at its average cost. Raises NotEnough with the figures."""
    rows = PartStock.objects.select_for_update(of=("self",)).filter(part=part, site=place.site, bin=place.name)
    held = rows.first()
    there = held.quantity if held else Decimal(0)
    if held is None or there < quantity:
        raise NotEnough(field="quantity", part=part.name, there=_plain(there), wanted=_plain(quantity))
    return _write(held, by, kind, -quantity, -rules.taken(held.quantity, held.value, quantity), why)


def _write(held: PartStock, by: Actor, kind: StockKind, quantity: Decimal, value: Decimal, why: Why) -> StockMovement:
    """Change a locked bin and write its line of the ledger (two statements). Raises Invalid for an absurd amount."""
    held.quantity, held.value = held.quantity + quantity, held.value + value
    if held.quantity >= _FULL or held.value >= _DEAREST:
        raise Invalid(field="quantity")
    held.save(update_fields=["quantity", "value", "updated_at"])
    return StockMovement.objects.create(
        organisation_id=held.organisation_id,
        part_id=held.part_id,
        site_id=held.site_id,
        bin=held.bin,
        kind=kind,
        quantity=quantity,
        value=value,
        balance=held.quantity,
        by_label=by.label[:160],
        **why.columns(),
    )


def _plain(quantity: Decimal) -> str:
    """Return a quantity without zeros that say nothing."""
    return f"{quantity.normalize():f}"


def total_of(part: Part) -> Decimal:
    """Return what there is of a part in all bins of all sites."""
    found = PartStock.objects.filter(part=part).aggregate(sum=Sum("quantity"))["sum"]
    return found or Decimal(0)


@contextmanager
def watched(part: Part, site: Site, *, by: Actor) -> Iterator[None]:
    """Tell people when what happens inside brings a locked part below its minimum.

    Told once, as the line is crossed: those who work at `site`, and the managers.
    """
    before = total_of(part)
    yield
    after = total_of(part)
    if not after < part.minimum <= before:
        return
    people = set(staff_of_site(site).values_list("pk", flat=True))
    managers = User.objects.filter(organisation_id=part.organisation_id, role=Role.MANAGER, status="active")
    notify(
        organisation_id=part.organisation_id,
        user_ids=people | set(managers.values_list("pk", flat=True)),
        kind=LOW,
        by=by,
        params={"part": str(part), "quantity": _plain(after), "minimum": _plain(part.minimum)},
        url=f"/service/parts/{part.uid}/",
    )
    announce(
        signals.stock_low,
        by=by,
        sender=Part,
        part_id=part.pk,
        quantity=_plain(after),
        minimum=_plain(part.minimum),
    )
