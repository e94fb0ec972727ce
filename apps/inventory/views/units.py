"""Pages of units: the list with bulk placing, one unit with its history, forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, clock, statuses
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages import (
    BooleanFilter,
    BulkPage,
    ChoiceFilter,
    Column,
    EmptyState,
    HeaderAction,
    Kind,
    ListPage,
)
from apps.common.pages.forms import form_page, run_and_return
from apps.crm.models import Client
from apps.inventory import services, transitions
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.forms.units import MomentForm, NetworkForm, PlaceForm, PowerForm, SerialForm, StateForm, UnitForm
from apps.inventory.models import EquipmentModel, Shelf, Site, Unit
from apps.inventory.permissions import (
    JOURNAL_VIEW,
    LABEL_PRINT,
    PHOTO_VIEW,
    PLACE_VIEW,
    UNIT_JOURNAL,
    UNIT_MANAGE,
    UNIT_NETWORK,
    UNIT_PLACE,
    UNIT_VIEW,
    may_work_at,
)
from apps.inventory.rules.shelves import sort_key
from apps.inventory.rules.warranty import Warranty, stands
from apps.inventory.selectors import fitting_shelves, history_of, sites, units
from apps.inventory.selectors.journal import notes, photos
from apps.inventory.selectors.places import named_shelf
from apps.inventory.selectors.units import matching
from apps.inventory.services.lifecycle import OPEN_VERBS
from apps.inventory.views.bulk import bulk_of
from apps.inventory.views.labels import choose_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from apps.common.actor import Actor


def _address(unit: Unit) -> str:
    """Return the address of a unit's page."""
    return reverse("inventory:unit", args=[unit.uid])


def _link(actor: Actor, page: str, uid: UUID, name: str) -> SafeString | str:
    """Return the name of a place; it leads to the place's page for who may see places."""
    if not access.holds(actor, PLACE_VIEW):
        return name
    return format_html('<a href="{}">{}</a>', reverse(page, args=[uid]), name)


def _with_units(actor: Actor, rows: QuerySet[Any], path: str) -> list[tuple[Any, Any]]:
    """Return identifier and name of those rows that units in reach refer to: one look at an index for each row."""
    held = units(actor).order_by().filter(**{path: OuterRef("pk")})
    return list(rows.filter(Exists(held)).order_by("name").values_list("uid", "name"))


def _sites(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the sites of the units in reach."""
    return _with_units(actor, Site.objects.filter(organisation_id=actor.tenant_id), "site")


def _owners(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the owners of the units in reach."""
    return _with_units(actor, Client.objects.filter(organisation_id=actor.tenant_id), "owner")


def _models(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the models of the units in reach."""
    return _with_units(actor, EquipmentModel.objects.filter(organisation_id=actor.tenant_id), "model")


class UnitList(ListPage[Unit]):
    """All units in reach."""

    permission = UNIT_VIEW
    key = "units"
    title = gettext_lazy("Equipment")
    columns = (
        Column("serial", gettext_lazy("Serial number"), kind=Kind.MONO, sort="serial", card_title=True, link=_address),
        Column("state", gettext_lazy("Status"), kind=Kind.STATUS, sort="state"),
        Column("model", gettext_lazy("Model"), "model.name", sort="model__name", whole=True),
        Column("power", gettext_lazy("Power"), "power_kw", Kind.NUMBER, "power_w", "kW", 3),
        Column("owner", gettext_lazy("Client"), lambda row: str(row.owner), sort="owner__name"),
        Column(
            "contract",
            gettext_lazy("Contract"),
            "contract.number",
            sort="contract__number",
            card_hidden=True,
            whole=True,
        ),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("shelf", gettext_lazy("Shelf"), "shelf.label", Kind.MONO, "shelf__sort_key", whole=True),
        Column("warranty", gettext_lazy("Warranty until"), "warranty_until", Kind.DATE, "warranty_until", hidden=True),
        Column("changed", gettext_lazy("Last moved"), "changed_at", Kind.DATETIME, "changed_at", hidden=True),
    )
    filters = (
        ChoiceFilter(key="state", title=gettext_lazy("Status"), lookup="state", choices=UnitState.choices),
        ChoiceFilter(key="site", title=gettext_lazy("Site"), lookup="site__uid", choices=_sites),
        ChoiceFilter(key="client", title=gettext_lazy("Client"), lookup="owner__uid", choices=_owners),
        ChoiceFilter(key="model", title=gettext_lazy("Model"), lookup="model__uid", choices=_models),
        BooleanFilter(key="placed", title=gettext_lazy("On a shelf"), lookup="shelf__isnull", negate=True),
    )
    search = ("serial",)
    search_hint = gettext_lazy("Serial number, MAC, label or shelf")
    order = "serial"
    bulk = (
        BulkPage("bulk", gettext_lazy("Place, assign, change"), UNIT_PLACE, bulk_of, "list-check"),
        BulkPage("labels", gettext_lazy("QR labels"), LABEL_PRINT, choose_units, "qrcode"),
    )
    empty = EmptyState(
        gettext_lazy("No equipment yet"),
        gettext_lazy("Units come in by an intake act."),
        icon="cpu",
    )

    def rows(self, actor: Actor) -> QuerySet[Unit]:
        """Return the units in reach."""
        return units(actor)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Lead to the warranties."""
        return [HeaderAction(_("Warranties"), reverse("inventory:warranties"), UNIT_VIEW, "shield-check")]

    def matching(self, rows: QuerySet[Unit], text: str) -> QuerySet[Unit]:
        """Find what was read off a label or scanned; else also by inventory label and shelf."""
        words = text.strip()
        # The key by which shelves are sorted knows no case; with the sites it is found by an index, of any number.
        places = list(Site.objects.values_list("pk", flat=True))
        near = Shelf.objects.filter(site__in=places, sort_key=sort_key(words)).values_list("pk", "label")[:_SHELVES]
        return matching(rows, text, also=Q(shelf__in=[pk for pk, label in near if label.upper() == words.upper()]))


def _verbs(unit: Unit) -> list[tuple[str, Any]]:
    """Return the open verbs that the unit's state allows."""
    return [
        (verb.value, verb.label)
        for verb in UnitVerb
        if verb in OPEN_VERBS and transitions.after(unit.state, verb) is not None
    ]


_SHELVES = 200
_PHOTOS = 60
_NOTES = 50
_STEP_ICONS = {"place": "map-pin", "owner": "user", "serial": "barcode"}


def _entries(actor: Actor, unit: Unit) -> list[dict[str, Any]]:
    """Return the history as the timeline shows it."""
    words = {"place": _("Location"), "owner": _("Owner"), "serial": _("Serial number")}
    entries = []
    for step in history_of(actor, unit):
        look = statuses.status(step.value) if step.kind == "state" else None
        title = str(look.word) if look else f"{words[step.kind]}: {step.value}"
        text = " · ".join(part for part in (step.detail, step.document) if part)
        entries.append(
            {
                "at": step.at,
                "title": title,
                "text": text,
                "tone": look.tone if look else "neutral",
                "icon": look.icon if look else _STEP_ICONS[step.kind],
                "by": "" if actor.is_client else step.by,
            }
        )
    return entries


def _warranty(unit: Unit) -> str | None:
    """Return the days of a warranty, and whether it is over."""
    if unit.warranty_until is None:
        return None
    until = date_format(unit.warranty_until, "SHORT_DATE_FORMAT")
    stand = stands(unit.warranty_until, clock.today())
    words = {Warranty.OVER: _("over"), Warranty.ENDS_SOON: _("ends within 60 days")}
    days = f"{date_format(unit.warranty_from, 'SHORT_DATE_FORMAT')} – {until}" if unit.warranty_from else until
    return f"{days} · {words[stand]}" if stand in words else days


@guarded(UNIT_VIEW)
@require_safe
def unit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one unit."""
    actor = actor_of(request)
    row = access.fetch(actor, UNIT_VIEW, units(actor), uid=uid)
    works_here = row.site is not None and access.may(actor, UNIT_PLACE, row) and may_work_at(actor, row.site)
    may_network = access.may(actor, UNIT_NETWORK, row)
    may_read = access.holds(actor, JOURNAL_VIEW)
    facts = [
        (_("Model"), row.model.name),
        (_("Power"), _("%(kw)s kW") % {"kw": number_format(row.power_kw)}),
        (_("Client"), str(row.owner)),
        (_("Contract"), row.contract.number if row.contract else None),
        (_("Site"), row.site and _link(actor, "inventory:site", row.site.uid, row.site.name)),
        (_("Shelf"), row.shelf and _link(actor, "inventory:shelf", row.shelf.uid, row.shelf.label)),
        (_("Warranty"), _warranty(row)),
        (_("Inventory label"), row.label),
        (
            _("Declared value"),
            row.declared_value
            and f"{number_format(row.declared_value, force_grouping=True)}\u00a0{row.declared_currency}",
        ),
    ]
    if row.power_override_w is not None:
        facts.insert(2, (_("Own power because of"), row.power_override_reason))
    if may_network:
        facts += [(_("MAC address"), row.mac), (_("IP address"), row.ip)]
    return TemplateResponse(
        request,
        "inventory/unit.html",
        {
            "unit": row,
            "facts": facts,
            "moment_form": MomentForm(),
            "entries": _entries(actor, row),
            "photos": list(photos(actor).filter(unit=row)[:_PHOTOS]) if access.holds(actor, PHOTO_VIEW) else [],
            "sees_captions": may_read,
            "notes": list(notes(actor).filter(unit=row)[:_NOTES]) if may_read else [],
            "may_write": access.may(actor, UNIT_JOURNAL, row),
            "may_manage": access.holds(actor, UNIT_MANAGE),
            "may_network": may_network,
            "may_print": access.may(actor, LABEL_PRINT, row),
            "may_place": works_here and row.site is not None and row.site.address_storage,
            "may_take_off": works_here and transitions.after(row.state, UnitVerb.TAKE_OFF) and row.shelf_id,
            "verbs": _verbs(row),
        },
    )


@guarded(UNIT_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change the descriptive fields of a unit."""
    row = access.fetch(actor_of(request), UNIT_MANAGE, Unit.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        services.change_unit(by=actor_of(request), unit=row, version=version, **data)
        return _address(row), _("The unit was changed.")

    initial = {name: getattr(row, name) for name in UnitForm.base_fields}
    form = UnitForm(request.POST or None, initial=initial)
    return form_page(request, form, title=row.serial, pretitle=_("Unit"), run=run, cancel_url=_address(row))


@guarded(UNIT_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_serial(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a unit another serial number."""
    row = access.fetch(actor_of(request), UNIT_MANAGE, Unit.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        services.change_serial(by=actor_of(request), unit=row, **data)
        return _address(row), _("The serial number was changed; the earlier one stays in the history.")

    form = SerialForm(request.POST or None, initial={"serial": row.serial})
    return form_page(
        request, form, title=_("Another serial number"), pretitle=row.serial, run=run, cancel_url=_address(row)
    )


@guarded(UNIT_NETWORK)
@require_http_methods(["GET", "POST"])
def unit_network(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set the network addresses of a unit."""
    row = access.fetch(actor_of(request), UNIT_NETWORK, Unit.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        services.set_network_identity(by=actor_of(request), unit=row, **data)
        return _address(row), _("The network addresses were changed.")

    form = NetworkForm(request.POST or None, initial={"mac": row.mac, "ip": row.ip})
    return form_page(
        request, form, title=_("Network addresses"), pretitle=row.serial, run=run, cancel_url=_address(row)
    )


@guarded(UNIT_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_power(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a unit its own power."""
    row = access.fetch(actor_of(request), UNIT_MANAGE, Unit.objects.select_related("model"), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        services.override_power(
            by=actor_of(request),
            unit=row,
            power_w=data["power_override_w"],
            reason=data["power_override_reason"],
        )
        return _address(row), _("The power was changed.")

    initial = {name: getattr(row, name) for name in PowerForm.base_fields}
    return form_page(
        request,
        PowerForm(request.POST or None, initial=initial),
        title=_("Own power"),
        pretitle=row.serial,
        lead=_("The model draws %(power)d W.") % {"power": row.model.power_w},
        run=run,
        cancel_url=_address(row),
    )


@guarded(UNIT_MANAGE)
@require_http_methods(["GET", "POST"])
def unit_state(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what happened to a unit."""
    by = actor_of(request)
    row = access.fetch(by, UNIT_MANAGE, Unit.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        services.change_state(by=by, unit=row, verb=UnitVerb(data["verb"]), why=data["why"], site=data.get("site"))
        return _address(row), _("The status was changed.")

    form = StateForm(request.POST or None, verbs=_verbs(row), sites=sites(by).order_by("name"))
    return form_page(request, form, title=_("What happened"), pretitle=row.serial, run=run, cancel_url=_address(row))


@guarded(UNIT_PLACE)
@require_http_methods(["GET", "POST"])
def unit_place(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a unit on a shelf of its site, named by label or code; those that fit are offered."""
    by = actor_of(request)
    row = access.fetch(by, UNIT_PLACE, Unit.objects.select_related("site", "model"), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        shelf = named_shelf(row.site, data["shelf"]) if row.site else None
        if shelf is None:
            raise Invalid(_("There is no shelf %(label)s here."), field="shelf", label=data["shelf"])
        placed = services.place_unit(by=by, unit=row, shelf=shelf)
        return _address(row), _("%(serial)s stands on %(shelf)s.") % {"serial": placed.serial, "shelf": shelf}

    suggested = fitting_shelves(by, row.site_id, row.power_w, three_phase=row.model.three_phase) if row.site_id else []
    return form_page(
        request,
        PlaceForm(request.POST or None, initial={"shelf": suggested[0].label if suggested else ""}),
        title=_("Place"),
        template="inventory/place_form.html",
        suggested=suggested,
        pretitle=row.serial,
        run=run,
        submit=_("Place"),
        cancel_url=_address(row),
    )


@guarded(UNIT_PLACE)
@require_POST
def unit_take_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a unit off its shelf."""
    by = actor_of(request)
    row = access.fetch(by, UNIT_PLACE, Unit.objects.all(), uid=uid)

    def run() -> str:
        services.take_off(by=by, unit=row)
        return _("%(serial)s was taken off its shelf.") % {"serial": row.serial}

    return run_and_return(request, _address(row), run)
