"""Pages of sites: the list, one site with its map, forms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.forms import form_page, run_and_return
from apps.inventory.enums import SiteType
from apps.inventory.forms.fields import in_kilowatts
from apps.inventory.forms.places import RoomForm, SiteForm
from apps.inventory.models import Site
from apps.inventory.permissions import LABEL_PRINT, PLACE_MANAGE, PLACE_VIEW, POWER_RESERVE
from apps.inventory.selectors import measured_of_sites, not_placed, sites, totals_of_sites
from apps.inventory.selectors.site_map import site_map
from apps.inventory.services import change_site, create_room, create_site, delete_site

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.rules.power import Total


def _address(site: Site) -> str:
    """Return the address of a site's page."""
    return reverse("inventory:site", args=[site.uid])


class SiteList(ListPage[Site]):
    """Sites with what they hold and draw."""

    permission = PLACE_VIEW
    key = "sites"
    title = gettext_lazy("Sites")
    columns = (
        Column("name", gettext_lazy("Name"), sort="name", link=_address, card_title=True),
        Column("type", gettext_lazy("Type"), "get_type_display", sort="type"),
        Column("address", gettext_lazy("Address"), "postal_address", card_hidden=True),
        Column(
            "storage",
            gettext_lazy("Storage"),
            lambda site: _("By address") if site.address_storage else _("Without addresses"),
        ),
        Column("rooms", gettext_lazy("Rooms"), "room_count", Kind.NUMBER, "room_count", digits=0),
        Column("power", gettext_lazy("Power"), "pk", template="inventory/partials/load_cell.html"),
        Column("units", gettext_lazy("Units"), "unit_count", Kind.NUMBER, "unit_count", digits=0),
    )
    filters = (ChoiceFilter(key="type", title=gettext_lazy("Type"), lookup="type", choices=SiteType.choices),)
    search = ("name__icontains", "postal_address__icontains")
    order = "name"
    empty = EmptyState(
        gettext_lazy("No sites yet"),
        gettext_lazy("A site is a data centre, a warehouse or a service centre. Make the first one."),
        gettext_lazy("New site"),
        reverse_lazy("inventory:site_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "building-factory-2",
        PLACE_MANAGE,
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Let the column of power read the loads that are found once for all sites."""
        super().setup(request, *args, **kwargs)
        self.totals: dict[int, Total] = {}
        self.columns = [  # type: ignore[misc, assignment]  # this page's columns depend on the request
            replace(column, accessor=self._total) if column.key == "power" else column for column in self.columns
        ]

    def rows(self, actor: Actor) -> QuerySet[Site]:
        """Return the sites in reach."""
        rows = sites(actor)
        self.totals = totals_of_sites(actor, rows.values_list("pk", flat=True))
        return rows

    def _total(self, site: Site) -> Total:
        """Return the load of one row."""
        return self.totals[site.pk]

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new site."""
        return [HeaderAction(_("New site"), reverse("inventory:site_new"), PLACE_MANAGE)]


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def site_new(request: HttpRequest) -> HttpResponse:
    """Make a site."""
    by = actor_of(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        site = create_site(by=by, **data)
        return _address(site), _("Site %(name)s was made.") % {"name": site.name}

    form = SiteForm(request.POST or None)
    return form_page(
        request, form, title=_("New site"), run=run, submit=_("Make the site"), cancel_url=reverse("inventory:sites")
    )


@guarded(PLACE_VIEW)
@require_safe
def site(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a site with its map."""
    actor = actor_of(request)
    row = access.fetch(actor, PLACE_VIEW, Site.objects.all(), uid=uid)
    return TemplateResponse(
        request,
        "inventory/site.html",
        {
            "site": row,
            "site_uid": str(row.uid),
            "map": site_map(actor, row),
            "measured": measured_of_sites(actor, [row.pk]).get(row.pk),
            "may_reserve": access.may(actor, POWER_RESERVE, row),
            "not_placed_count": not_placed(actor, row.pk).count(),
            "may_manage": access.holds(actor, PLACE_MANAGE),
            "may_print": access.may(actor, LABEL_PRINT, row),
        },
    )


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def site_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a site."""
    by = actor_of(request)
    row = access.fetch(by, PLACE_MANAGE, Site.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        return _address(change_site(by=by, site=row, version=version, **data)), _("The site was changed.")

    initial = {name: getattr(row, name) for name in SiteForm.base_fields} | {"limit_w": in_kilowatts(row.limit_w)}
    form = SiteForm(request.POST or None, initial=initial)
    return form_page(request, form, title=row.name, pretitle=_("Site"), run=run, cancel_url=_address(row))


@guarded(PLACE_MANAGE)
@require_POST
def site_delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete a site that holds nothing."""
    by = actor_of(request)
    row = access.fetch(by, PLACE_MANAGE, Site.objects.all(), uid=uid)

    def run() -> str:
        delete_site(by=by, site=row)
        return _("Site %(name)s was deleted.") % {"name": row.name}

    return run_and_return(request, _address(row), run, onward=reverse("inventory:sites"))


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def room_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make a room in a site."""
    by = actor_of(request)
    row = access.fetch(by, PLACE_MANAGE, Site.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        room = create_room(by=by, site=row, name=data["name"], limit_w=data["limit_w"])
        return f"{_address(row)}#room-{room.uid}", _("Room %(name)s was made.") % {"name": room.name}

    form = RoomForm(request.POST or None)
    return form_page(request, form, title=_("New room"), pretitle=row.name, run=run, cancel_url=_address(row))
