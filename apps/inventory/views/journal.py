"""Photos and notes on the page of a unit, and the list of warranties."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access, clock, files
from apps.common.http import actor_of, guarded
from apps.common.pages import Column, EmptyState, Kind, ListPage
from apps.common.pages.filters import ChoiceFilter
from apps.common.pages.forms import form_page
from apps.inventory.enums import PhotoKind
from apps.inventory.forms.units import MomentForm, NoteForm, PhotoForm, WithdrawForm
from apps.inventory.models import Unit, UnitPhoto
from apps.inventory.permissions import PHOTO_VIEW, UNIT_JOURNAL, UNIT_VIEW
from apps.inventory.rules.warranty import SOON_DAYS, Warranty, stands
from apps.inventory.selectors import units, where_and_whose
from apps.inventory.selectors.journal import photos
from apps.inventory.selectors.units import matching
from apps.inventory.services import add_note, add_photos, withdraw_photo
from apps.inventory.services.journal import MOST_AT_ONCE

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import QueryDict
    from django.utils.functional import Promise

    from apps.common.actor import Actor
    from apps.common.models import StoredFile
    from apps.inventory.selectors import Moment


def _address(unit: Unit) -> str:
    """Return the address of a unit's page, at its journal."""
    return f"{reverse('inventory:unit', args=[unit.uid])}#journal"


@guarded(UNIT_JOURNAL)
@require_http_methods(["GET", "POST"])
def unit_photos(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add photos to a unit, from the camera or from files."""
    by = actor_of(request)
    row = access.fetch(by, UNIT_JOURNAL, Unit.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        sent = request.FILES.getlist("photos")[: MOST_AT_ONCE + 1]
        made = add_photos(
            by=by,
            unit=row,
            photos=[file.read() for file in sent],
            kind=PhotoKind(data["kind"]),
            caption=data["caption"],
        )
        return _address(row), ngettext("%d photo was added.", "%d photos were added.", len(made)) % len(made)

    form = PhotoForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        title=_("Photos"),
        pretitle=row.serial,
        run=run,
        submit=_("Add"),
        multipart=True,
        cancel_url=_address(row),
    )


@guarded(UNIT_JOURNAL)
@require_http_methods(["GET", "POST"])
def unit_note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a note on a unit."""
    by = actor_of(request)
    row = access.fetch(by, UNIT_JOURNAL, Unit.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        add_note(by=by, unit=row, text=data["text"])
        return _address(row), _("The note was written.")

    form = NoteForm(request.POST or None)
    return form_page(
        request, form, title=_("New note"), pretitle=row.serial, run=run, submit=_("Add"), cancel_url=_address(row)
    )


@guarded(PHOTO_VIEW)
@require_safe
def photo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer a photo."""
    return _picture(access.fetch(actor_of(request), PHOTO_VIEW, photos(actor_of(request)), uid=uid).file)


@guarded(PHOTO_VIEW)
@require_safe
def photo_small(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer the small picture of a photo."""
    return _picture(access.fetch(actor_of(request), PHOTO_VIEW, photos(actor_of(request)), uid=uid).small)


def _picture(file: StoredFile) -> HttpResponse:
    """Return a stored picture, which nothing in it can make run."""
    response = HttpResponse(files.read(file), content_type=file.content_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@guarded(UNIT_JOURNAL)
@require_http_methods(["GET", "POST"])
def photo_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong photo out of sight."""
    by = actor_of(request)
    rows = UnitPhoto.objects.select_related("unit").filter(withdrawn_at__isnull=True)
    row = access.fetch(by, UNIT_JOURNAL, rows, uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        withdraw_photo(by=by, photo=row, why=data["why"])
        return _address(row.unit), _("The photo was withdrawn.")

    return form_page(
        request,
        WithdrawForm(request.POST or None),
        title=_("Withdraw the photo?"),
        pretitle=row.unit.serial,
        lead=_("It is shown nowhere any more; the record keeps that it was there."),
        run=run,
        submit=_("Withdraw"),
        danger=True,
        cancel_url=_address(row.unit),
    )


@guarded(UNIT_VIEW)
@require_safe
def unit_at(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show where a unit was and whose it was at an instant of the reader's zone (fragment, or a page of its own)."""
    actor = actor_of(request)
    row = access.fetch(actor, UNIT_VIEW, units(actor), uid=uid)
    form = MomentForm(request.GET if "when" in request.GET else None)
    context: dict[str, Any] = {"unit": row, "form": form}
    if form.is_bound and form.is_valid():
        when = form.cleaned_data["when"]
        found = where_and_whose(actor, row, when)
        context |= {"when": when, "facts": _moment_facts(found)}
        if found.state:
            context["state"] = found.state
    part = request.headers.get("HX-Target") == "unit-at"
    return TemplateResponse(request, f"inventory/{'partials/moment' if part else 'moment'}.html", context)


def _moment_facts(found: Moment) -> list[tuple[str, str | None]]:
    """Return what is known of a unit at an instant; nothing when no fact holds."""
    facts = [
        (_("Serial number"), found.serial),
        (_("Client"), found.client),
        (_("Contract"), found.contract),
        (_("Site"), found.site),
        (_("Shelf"), found.shelf),
        (_("Carried by"), found.holder),
    ]
    return [(title, value) for title, value in facts if value]


_WORDS = {
    Warranty.RUNS: gettext_lazy("runs"),
    Warranty.ENDS_SOON: gettext_lazy("ends within 60 days"),
    Warranty.OVER: gettext_lazy("over"),
    Warranty.NONE: gettext_lazy("none"),
}


class WarrantyFilter(ChoiceFilter):
    """How a warranty stands today."""

    @property
    def control(self) -> str:
        """The same control as a list of choices."""
        return "choice"

    def condition(self, params: QueryDict, actor: Actor) -> Q | None:
        """Return the days that fit the chosen words."""
        today = clock.today()
        soon = today + timedelta(days=SOON_DAYS)
        parts = {
            Warranty.NONE: Q(warranty_until__isnull=True),
            Warranty.OVER: Q(warranty_until__lt=today),
            Warranty.ENDS_SOON: Q(warranty_until__gte=today, warranty_until__lt=soon),
            Warranty.RUNS: Q(warranty_until__gte=soon),
        }
        chosen = [parts[Warranty(word)] for word in params.getlist(self.key) if word in list(Warranty)]
        found = Q()
        for part in chosen:
            found |= part
        return found if chosen else None


def _days_left(unit: Unit) -> int | None:
    """Return how many days a warranty still runs, today included; None without one or when it is over."""
    today = clock.today()
    if unit.warranty_until is None or unit.warranty_until < today:
        return None
    return (unit.warranty_until - today).days + 1


def _stand(unit: Unit) -> str | Promise:
    """Return in a word how a warranty stands today."""
    return _WORDS[stands(unit.warranty_until, clock.today())]


class WarrantyList(ListPage[Unit]):
    """Units with their warranties, those that end first above."""

    permission = UNIT_VIEW
    key = "warranties"
    title = gettext_lazy("Warranties")
    pretitle = gettext_lazy("Equipment")
    columns = (
        Column(
            "serial",
            gettext_lazy("Serial number"),
            kind=Kind.MONO,
            sort="serial",
            card_title=True,
            link=lambda unit: reverse("inventory:unit", args=[unit.uid]),
        ),
        Column("model", gettext_lazy("Model"), "model.name", sort="model__name"),
        Column("owner", gettext_lazy("Client"), lambda row: str(row.owner), sort="owner__name"),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("state", gettext_lazy("Status"), kind=Kind.STATUS, sort="state"),
        Column("from", gettext_lazy("Warranty from"), "warranty_from", Kind.DATE, "warranty_from"),
        Column(
            "months", gettext_lazy("Months"), "warranty_months", Kind.NUMBER, "warranty_months", digits=0, hidden=True
        ),
        Column("until", gettext_lazy("Warranty until"), "warranty_until", Kind.DATE, "warranty_until"),
        Column("left", gettext_lazy("Days left"), _days_left, Kind.NUMBER, "warranty_until", digits=0),
        Column("stands", gettext_lazy("Warranty"), lambda row: str(_stand(row))),
    )
    filters = (
        WarrantyFilter(
            key="stands", title=gettext_lazy("Warranty"), lookup="warranty_until", choices=tuple(_WORDS.items())
        ),
    )
    search = ("serial",)
    search_hint = gettext_lazy("Serial number, MAC, label or shelf")
    order = "warranty_until"
    empty = EmptyState(
        gettext_lazy("No warranties yet"),
        gettext_lazy("A unit gets its warranty on its page or by an import."),
        icon="shield-check",
    )

    def rows(self, actor: Actor) -> QuerySet[Unit]:
        """Return the units in reach, those with a warranty unless others are asked for."""
        rows = units(actor)
        asked = self.request.GET.getlist("stands")
        return rows if Warranty.NONE in asked else rows.filter(warranty_until__isnull=False)

    def matching(self, rows: QuerySet[Unit], text: str) -> QuerySet[Unit]:
        """Find what was read off a label or scanned."""
        return matching(rows, text)
