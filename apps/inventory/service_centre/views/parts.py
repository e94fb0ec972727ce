"""Pages of spare parts: the list, one part with its stock and history, forms, movements of stock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages import BooleanFilter, ChoiceFilter, Column, EmptyState, HeaderAction, Kind
from apps.common.pages.forms import form_page
from apps.inventory.selectors import equipment_models
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import PartKind
from apps.inventory.service_centre.forms.money import in_currency
from apps.inventory.service_centre.forms.stock import PartForm, StockForm
from apps.inventory.service_centre.models import Part
from apps.inventory.service_centre.permissions import (
    PART_HANDLE,
    PART_MANAGE,
    PART_VIEW,
    REPAIR_COST,
    STOCK_CORRECT,
    STOCK_MOVE,
    STOCK_VIEW,
)
from apps.inventory.service_centre.selectors import stock as nouns
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.services import Bin
from apps.inventory.service_centre.views.pages import PricedPage, part_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor

_MOVES_SHOWN = 30


class PartList(PricedPage[Part]):
    """Spare parts with what there is of them."""

    permission = PART_VIEW
    key = "parts"
    title = gettext_lazy("Spare parts")
    columns = (
        Column("article", gettext_lazy("Article"), kind=Kind.MONO, sort="article", card_title=True, link=part_address),
        Column("name", gettext_lazy("Name"), sort="name"),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", sort="kind"),
        Column("held", gettext_lazy("In stock"), "held", Kind.NUMBER, "held", template="service/partials/held.html"),
        Column("minimum", gettext_lazy("Minimum"), "minimum", Kind.NUMBER, "minimum", digits=0),
        Column("price", gettext_lazy("Price"), "price", Kind.NUMBER, "price", digits=2),
        Column("serial", gettext_lazy("By serial numbers"), "is_serial", Kind.BOOLEAN, "is_serial", hidden=True),
    )
    filters = (
        ChoiceFilter(key="kind", title=gettext_lazy("Kind"), lookup="kind", choices=PartKind.choices),
        BooleanFilter(key="low", title=gettext_lazy("Below the minimum"), lookup="is_low"),
        BooleanFilter(key="retired", title=gettext_lazy("No longer bought"), lookup="is_retired"),
    )
    search = ("article__icontains", "name__icontains", "components__serial__icontains")
    search_hint = gettext_lazy("Article, name or serial number")
    order = "article"
    empty = EmptyState(
        gettext_lazy("No spare parts yet"),
        gettext_lazy("Add the parts that repairs need, then receive them into a bin."),
        gettext_lazy("New part"),
        reverse_lazy("service:part_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "components",
        PART_MANAGE,
    )

    def rows(self, actor: Actor) -> QuerySet[Part]:
        """Return the catalogue."""
        return nouns.with_low(nouns.parts(actor))

    def found(self) -> QuerySet[Part]:
        """Return each part once, however many of its pieces fit the search."""
        return super().found().distinct()

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new part, and lead to works, components, the ledger and stocktaking."""
        return [
            HeaderAction(_("New part"), reverse("service:part_new"), PART_MANAGE),
            HeaderAction(_("Works"), reverse("service:works"), PART_VIEW, "list-details"),
            HeaderAction(_("Components"), reverse("service:components"), STOCK_VIEW, "cpu"),
            HeaderAction(pgettext("stock", "Movements"), reverse("service:movements"), STOCK_VIEW, "arrows-exchange"),
            HeaderAction(_("Stocktaking"), reverse("service:counts"), STOCK_CORRECT, "list-check"),
        ]


@guarded(PART_VIEW)
@require_safe
def part(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one part: its bins, its pieces, its history."""
    actor = actor_of(request)
    row = access.fetch(actor, PART_VIEW, nouns.parts(actor), uid=uid)
    sees_cost = access.holds(actor, REPAIR_COST)
    settings = service_settings(actor.tenant_id)
    facts = [
        (_("Kind"), row.get_kind_display()),
        (_("Fits the models"), ", ".join(row.fits.values_list("model__name", flat=True)) or _("any")),
        (_("Kept by serial numbers"), _("yes") if row.is_serial else _("no")),
        (_("Note"), row.note),
    ]
    return TemplateResponse(
        request,
        "service/part.html",
        {
            "part": row,
            "facts": facts,
            "bins": nouns.stock(actor).filter(part=row).order_by("site__name", "bin"),
            "pieces": nouns.components(actor).filter(part=row).order_by("state", "serial")[:100],
            "moves": nouns.stock_movements(actor).filter(part=row).order_by("-at", "-pk")[:_MOVES_SHOWN],
            "sees_cost": sees_cost,
            "currency": settings.currency,
            "is_low": row.everywhere < row.minimum,  # type: ignore[attr-defined]  # added by the selector
            "may_manage": access.holds(actor, PART_MANAGE),
            "may_move": access.holds(actor, STOCK_MOVE),
            "may_correct": access.holds(actor, STOCK_CORRECT),
        },
    )


@guarded(PART_MANAGE)
@require_http_methods(["GET", "POST"])
def part_new(request: HttpRequest) -> HttpResponse:
    """Add a part."""
    by = actor_of(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        made = services.create_part(by=by, **data)
        return part_address(made), _("Part %(name)s was added.") % {"name": made}

    form = PartForm(request.POST or None, models=equipment_models(by).order_by("name"))
    in_currency(form, service_settings(by.tenant_id).currency)
    return form_page(
        request, form, title=_("New part"), pretitle=_("Spare parts"), run=run, cancel_url=reverse("service:parts")
    )


@guarded(PART_MANAGE)
@require_http_methods(["GET", "POST"])
def part_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a part."""
    by = actor_of(request)
    row = access.fetch(by, PART_MANAGE, Part.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        services.change_part(row, by=by, version=version, **data)
        return part_address(row), _("The part was changed.")

    initial = {name: getattr(row, name) for name in PartForm.base_fields if name != "models"}
    initial["models"] = list(row.fits.values_list("model_id", flat=True))
    form = PartForm(request.POST or None, initial=initial, models=equipment_models(by).order_by("name"))
    in_currency(form, service_settings(by.tenant_id).currency)
    return form_page(request, form, title=row.name, pretitle=row.article, run=run, cancel_url=part_address(row))


# What each movement asks for, the right it needs, its title and its button.
_MOVES: dict[str, tuple[tuple[str, ...], Permission, Any, Any]] = {
    "receive": (
        ("site", "bin", "quantity", "price", "serials", "document"),
        STOCK_MOVE,
        gettext_lazy("Receive parts"),
        gettext_lazy("Receive"),
    ),
    "transfer": (
        ("site", "bin", "to_site", "to_bin", "quantity", "serials", "document"),
        STOCK_MOVE,
        gettext_lazy("Transfer parts"),
        gettext_lazy("Transfer"),
    ),
    "correct": (
        ("site", "bin", "difference", "reason"),
        STOCK_CORRECT,
        gettext_lazy("Correct the stock"),
        gettext_lazy("Correct"),
    ),
    "write-off": (
        ("site", "bin", "quantity", "serials", "reason"),
        STOCK_CORRECT,
        gettext_lazy("Write parts off"),
        gettext_lazy("Write off"),
    ),
}


def _receive(row: Part, by: Actor, place: Bin, data: dict[str, Any]) -> None:
    services.receive_part(row, by=by, to=place, **data)


def _transfer(row: Part, by: Actor, place: Bin, data: dict[str, Any]) -> None:
    to = Bin(data.pop("to_site"), data.pop("to_bin"))
    services.transfer_part(row, by=by, source=place, to=to, **data)


def _correct(row: Part, by: Actor, place: Bin, data: dict[str, Any]) -> None:
    services.correct_stock(row, by=by, place=place, **data)


def _write_off(row: Part, by: Actor, place: Bin, data: dict[str, Any]) -> None:
    services.write_off_part(row, by=by, source=place, **data)


_ACTS: dict[str, Callable[[Part, Any, Bin, dict[str, Any]], None]] = {
    "receive": _receive,
    "transfer": _transfer,
    "correct": _correct,
    "write-off": _write_off,
}


@guarded(PART_HANDLE)
@require_http_methods(["GET", "POST"])
def stock_move(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """Move the stock of a part: receipt, transfer, correction or write-off."""
    if kind not in _MOVES:
        raise Http404
    by = actor_of(request)
    wanted, permission, title, button = _MOVES[kind]
    access.require(by, permission)
    row = access.fetch(by, PART_VIEW, nouns.parts(by), uid=uid)
    sites = nouns.stock_sites(by)
    bin_row = nouns.stock(by).filter(part=row, site__in=sites).order_by("-quantity").first()
    form = StockForm(
        request.POST or None,
        initial={"site": bin_row.site_id if bin_row else sites.first(), "bin": bin_row.bin if bin_row else ""},
        wanted=wanted,
        part=row,
        sites=sites,
    )
    in_currency(form, service_settings(by.tenant_id).currency)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        _ACTS[kind](row, by, Bin(data.pop("site"), data.pop("bin")), data)
        return part_address(row), _("The stock was changed.")

    return form_page(
        request,
        form,
        title=title,
        pretitle=str(row),
        run=run,
        submit=button,
        danger=kind == "write-off",
        cancel_url=part_address(row),
    )
