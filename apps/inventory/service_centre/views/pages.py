"""What several pages of the service centre share: addresses, the chosen site, words for spans, the answer of files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.common import access
from apps.common.http import actor_of
from apps.common.pages import ListPage
from apps.inventory.models import Site
from apps.inventory.service_centre.permissions import REPAIR_SITES, REPAIR_WORK, may_repair_at
from apps.inventory.service_centre.rules.turnaround import parts_of
from apps.inventory.service_centre.selectors.settings import service_settings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import Part, RepairOrder


RowT = TypeVar("RowT", bound=Model)


class PricedPage(ListPage[RowT]):
    """A list whose column of prices says the currency of the service centre."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Give the column its currency."""
        super().setup(request, *args, **kwargs)
        currency = service_settings(actor_of(request).tenant_id).currency
        self.columns = [  # type: ignore[misc]  # this page's columns depend on the request
            replace(column, unit=currency) if column.key == "price" else column for column in self.columns
        ]


def address(order: RepairOrder) -> str:
    """Return the address of an order's page."""
    return reverse("service:order", args=[order.uid])


def part_address(part: Part) -> str:
    """Return the address of a part's page."""
    return reverse("service:part", args=[part.uid])


def work_sites(actor: Actor) -> list[Site]:
    """Return the sites where the actor works on repairs, service centres first."""
    rows = access.narrow(actor, REPAIR_WORK, Site.objects.filter(type__in=REPAIR_SITES)).order_by("-type", "name")
    return [site for site in rows if may_repair_at(actor, site)]


def chosen_site(request: HttpRequest, sites: list[Site]) -> Site | None:
    """Return the site that the address names; the only one when there is one; None for all."""
    wanted = request.GET.get("site", "")
    if len(sites) == 1:
        return sites[0]
    return next((site for site in sites if str(site.uid) == wanted), None)


def span_words(span: timedelta) -> str:
    """Return a span in words: days and hours, minutes below an hour."""
    days, hours = parts_of(span)
    if days:
        word = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        return f"{word} {_('%(count)d h') % {'count': hours}}" if hours else word
    if hours:
        return _("%(count)d h") % {"count": hours}
    return _("%(count)d min") % {"count": int(span.total_seconds()) // 60}
