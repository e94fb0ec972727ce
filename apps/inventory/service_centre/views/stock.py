"""Pages of the ledger of spare parts and of components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from apps.common import access, people
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, Kind, ListPage
from apps.inventory.service_centre.enums import ComponentState, StockKind
from apps.inventory.service_centre.models import Component, ComponentPlacement, StockMovement
from apps.inventory.service_centre.permissions import (
    STOCK_VIEW,
)
from apps.inventory.service_centre.selectors import stock as nouns
from apps.inventory.service_centre.views.pages import address, part_address
from apps.inventory.templatetags.service import tidy

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor

_QUANTITY = "service/partials/quantity.html"


def _sites(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the sites whose stock is in reach."""
    rows = nouns.stock(actor).order_by("site__name")
    return list(rows.values_list("site__uid", "site__name").distinct())


class MovementList(ListPage[StockMovement]):
    """The ledger, newest first."""

    permission = STOCK_VIEW
    key = "stock-movements"
    title = gettext_lazy("Movements of spare parts")
    columns = (
        Column("at", gettext_lazy("When"), "at", Kind.DATETIME, "at", card_title=True),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", sort="kind"),
        Column(
            "part",
            gettext_lazy("Spare part"),
            lambda row: str(row.part),
            sort="part__article",
            link=lambda row: part_address(row.part),
        ),
        Column(
            "quantity",
            gettext_lazy("Quantity"),
            lambda row: tidy(row.quantity),
            Kind.NUMBER,
            "quantity",
            template=_QUANTITY,
        ),
        Column("balance", gettext_lazy("Balance"), lambda row: tidy(row.balance), Kind.NUMBER, template=_QUANTITY),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("bin", gettext_lazy("Bin"), "bin", Kind.MONO, "bin"),
        Column("component", gettext_lazy("Serial number"), "component.serial", Kind.MONO),
        Column(
            "document",
            gettext_lazy("Document"),
            lambda row: row.order.number if row.order else row.document,
            sort="document",
            link=lambda row: address(row.order) if row.order else None,
        ),
        Column("reason", gettext_lazy("Reason"), card_hidden=True),
        Column("by", gettext_lazy("By"), lambda row: people.name_of(row.by_label), hidden=True),
    )
    filters = (
        ChoiceFilter(key="kind", title=gettext_lazy("Kind"), lookup="kind", choices=StockKind.choices),
        ChoiceFilter(key="site", title=gettext_lazy("Site"), lookup="site__uid", choices=_sites),
        DateRangeFilter(key="at", title=gettext_lazy("When"), lookup="at"),
    )
    search = (
        "part__article__icontains",
        "part__name__icontains",
        "order__number__icontains",
        "document__icontains",
        "component__serial__icontains",
    )
    search_hint = gettext_lazy("Part, repair order or serial number")
    order = "-at"
    empty = EmptyState(gettext_lazy("Nothing has moved yet"), icon="arrows-exchange")

    def rows(self, actor: Actor) -> QuerySet[StockMovement]:
        """Return the ledger in reach."""
        return nouns.stock_movements(actor)


def _component_address(row: Component) -> str:
    """Return the address of a component's page."""
    return reverse("service:component", args=[row.uid])


class ComponentList(ListPage[Component]):
    """Components with serial numbers."""

    permission = STOCK_VIEW
    key = "components"
    title = gettext_lazy("Components")
    columns = (
        Column(
            "serial",
            gettext_lazy("Serial number"),
            kind=Kind.MONO,
            sort="serial",
            card_title=True,
            link=_component_address,
        ),
        Column("state", gettext_lazy("Status"), kind=Kind.STATUS, sort="state"),
        Column("part", gettext_lazy("Spare part"), lambda row: str(row.part), sort="part__article"),
        Column("unit", gettext_lazy("Unit"), "unit.serial", Kind.MONO, "unit__serial"),
        Column("position", pgettext_lazy("slot", "Position"), "position", Kind.NUMBER, "position", digits=0),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("bin", gettext_lazy("Bin"), "bin", Kind.MONO, "bin"),
        Column("since", gettext_lazy("Since"), "changed_at", Kind.DATETIME, "changed_at"),
    )
    filters = (
        ChoiceFilter(key="state", title=gettext_lazy("Status"), lookup="state", choices=ComponentState.choices),
        ChoiceFilter(key="site", title=gettext_lazy("Site"), lookup="site__uid", choices=_sites),
    )
    search = ("serial__icontains", "unit__serial__icontains", "part__article__icontains", "part__name__icontains")
    search_hint = gettext_lazy("Serial number or part")
    order = "serial"
    empty = EmptyState(
        gettext_lazy("No components yet"),
        gettext_lazy("Parts that are kept by serial numbers appear here piece by piece once they are received."),
        icon="cpu",
    )

    def rows(self, actor: Actor) -> QuerySet[Component]:
        """Return the components in reach."""
        return nouns.components(actor)


@guarded(STOCK_VIEW)
@require_safe
def component(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show where one piece is and was."""
    actor = actor_of(request)
    row = access.fetch(actor, STOCK_VIEW, nouns.components(actor), uid=uid)
    rows = ComponentPlacement.objects.filter(component=row).select_related("site", "unit")
    places = access.narrow(actor, STOCK_VIEW, rows).order_by("-during")
    return TemplateResponse(request, "service/component.html", {"component": row, "places": places})
