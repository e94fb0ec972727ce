"""Spare parts, their stock and ledger, components, stocktaking sheets, as an actor may see them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.common import access
from apps.inventory.models import Site
from apps.inventory.service_centre.models import (
    Component,
    Part,
    PartStock,
    ServiceWork,
    StockCount,
    StockMovement,
)
from apps.inventory.service_centre.permissions import PART_VIEW, STOCK_MOVE, STOCK_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_QUANTITY = DecimalField(max_digits=18, decimal_places=3)
_VALUE = DecimalField(max_digits=20, decimal_places=2)


def named_parts(actor: Actor, text: str) -> QuerySet[Part]:
    """Return the parts in reach whose article or name holds the text, without what is held of them."""
    rows = Part.objects.filter(Q(article__icontains=text) | Q(name__icontains=text)).order_by("article", "pk")
    return access.narrow(actor, PART_VIEW, rows)


def parts(actor: Actor) -> QuerySet[Part]:
    """Return the catalogue with `held` (in all bins in reach), `held_value` and `everywhere` (in all bins at all)."""
    mine = access.narrow(actor, STOCK_VIEW, PartStock.objects.filter(part=OuterRef("pk")))
    every = PartStock.objects.filter(part=OuterRef("pk"))
    rows = Part.objects.annotate(
        held=_sum(mine, "quantity", _QUANTITY),
        held_value=_sum(mine, "value", _VALUE),
        everywhere=_sum(every, "quantity", _QUANTITY),
    )
    return access.narrow(actor, PART_VIEW, rows)


def _sum(rows: QuerySet[PartStock], field: str, kind: DecimalField[Decimal, Decimal]) -> Coalesce:
    """Return a sum over another table as a column, nought when there is nothing."""
    total = rows.order_by().values("part").annotate(sum=Sum(field)).values("sum")
    return Coalesce(Subquery(total, output_field=kind), Value(Decimal(0)), output_field=kind)


def with_low(rows: QuerySet[Part]) -> QuerySet[Part]:
    """Add `is_low`: whether there is less than the minimum, at all sites together."""
    return rows.annotate(is_low=Q(everywhere__lt=F("minimum")))


def low_parts(actor: Actor) -> QuerySet[Part]:
    """Return the parts of which there is less than the minimum, at all sites together."""
    rows: QuerySet[Any] = with_low(parts(actor))
    return rows.filter(is_retired=False, is_low=True).order_by("article")


def works(actor: Actor) -> QuerySet[ServiceWork]:
    """Return the catalogue of works."""
    return access.narrow(actor, PART_VIEW, ServiceWork.objects.all())


def stock(actor: Actor) -> QuerySet[PartStock]:
    """Return the bins in reach that hold something."""
    rows = PartStock.objects.select_related("part", "site").filter(quantity__gt=0)
    return access.narrow(actor, STOCK_VIEW, rows)


def stock_movements(actor: Actor) -> QuerySet[StockMovement]:
    """Return the ledger in reach."""
    rows = StockMovement.objects.select_related("part", "site", "order", "component")
    return access.narrow(actor, STOCK_VIEW, rows)


def components(actor: Actor) -> QuerySet[Component]:
    """Return the components in reach."""
    return access.narrow(actor, STOCK_VIEW, Component.objects.select_related("part", "site", "unit"))


def counts(actor: Actor) -> QuerySet[StockCount]:
    """Return the stocktaking sheets in reach."""
    return access.narrow(actor, STOCK_VIEW, StockCount.objects.select_related("site"))


def stock_sites(actor: Actor) -> QuerySet[Site]:
    """Return the sites whose stock the actor may move, by name."""
    return access.narrow(actor, STOCK_MOVE, Site.objects.all()).order_by("name")


def best_bin(part: Part, site_id: int) -> PartStock | None:
    """Return the bin of a site that holds most of a part."""
    return PartStock.objects.filter(part=part, site_id=site_id, quantity__gt=0).order_by("-quantity", "bin").first()


def fitting_parts(actor: Actor, model_id: int, site_id: int) -> QuerySet[Part]:
    """Return the parts in stock at a site that fit a model, or any model."""
    there = PartStock.objects.filter(site_id=site_id, quantity__gt=0).values("part_id")
    fits = Q(fits__isnull=True) | Q(fits__model_id=model_id)
    return parts(actor).filter(fits, pk__in=there, is_retired=False).order_by("kind", "article")


def find_code(actor: Actor, text: str) -> tuple[Part, Component | None] | None:
    """Return the part of an article, or the part and piece of a component's serial number; None for neither."""
    code = text.strip()
    part = access.narrow(actor, PART_VIEW, Part.objects.filter(article__iexact=code)).first()
    if part is not None:
        return part, None
    piece = components(actor).filter(serial=code.upper()).first()
    return (piece.part, piece) if piece else None
