"""Capacity of the sites that host machines, as the sales dashboard asks for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from apps.crm.outlook import SiteCapacity
from apps.inventory.enums import SiteType
from apps.inventory.models import EquipmentModel, Unit
from apps.inventory.selectors.equipment import hashrate_ths_of
from apps.inventory.selectors.loads import totals_of_sites
from apps.inventory.selectors.places import sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor

_W_PER_KW = 1000
_THS_PER_PHS = 1000


def capacity_of_sites(actor: Actor) -> Sequence[SiteCapacity]:
    """Return the data centres in reach with limit, load and hashrate by nameplate (nine queries)."""
    found = list(sites(actor).filter(type=SiteType.DATA_CENTRE).order_by("name"))
    totals = totals_of_sites(actor, [site.pk for site in found])
    rows = Unit.objects.filter(site_id__in=totals).order_by().values_list("site_id", "model_id").annotate(Count("pk"))
    counts = list(rows)
    models = EquipmentModel.objects.in_bulk({model_id for _site, model_id, _count in counts})
    hashrate: dict[int, Decimal] = {}
    for site_id, model_id, count in counts:
        if site_id is not None:
            hashrate[site_id] = hashrate.get(site_id, Decimal(0)) + hashrate_ths_of(models[model_id]) * count
    return [
        SiteCapacity(
            name=site.name,
            url=reverse("inventory:site", args=[site.uid]),
            limit_kw=None if (limit := totals[site.pk].limit_w) is None else Decimal(limit) / _W_PER_KW,
            used_kw=Decimal(totals[site.pk].used_w) / _W_PER_KW,
            hashrate_phs=hashrate.get(site.pk, Decimal(0)) / _THS_PER_PHS,
        )
        for site in found
        if site.pk in totals
    ]
