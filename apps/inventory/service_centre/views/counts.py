"""Pages of stocktaking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access, people
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.forms import form_page, run_and_return
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import CountState
from apps.inventory.service_centre.forms.stock import CountForm, CountLineForm
from apps.inventory.service_centre.models import Part, StockCount
from apps.inventory.service_centre.permissions import PART_VIEW, STOCK_CORRECT
from apps.inventory.service_centre.selectors import stock as nouns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


class CountList(ListPage[StockCount]):
    """Stocktaking sheets, newest first."""

    permission = STOCK_CORRECT
    key = "counts"
    title = gettext_lazy("Stocktaking")
    columns = (
        Column(
            "number",
            gettext_lazy("Number"),
            sort="ordinal",
            card_title=True,
            link=lambda row: reverse("service:count", args=[row.uid]),
        ),
        Column("state", gettext_lazy("Status"), kind=Kind.STATUS, sort="state"),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("made", gettext_lazy("Made"), "created_at", Kind.DATETIME, "created_at"),
        Column("closed", gettext_lazy("Closed"), "closed_at", Kind.DATETIME, "closed_at"),
        Column("by", gettext_lazy("By"), lambda row: people.name_of(row.made_by)),
    )
    filters = (ChoiceFilter(key="state", title=gettext_lazy("Status"), lookup="state", choices=CountState.choices),)
    search = ("number__icontains", "note__icontains")
    order = "-created_at"
    empty = EmptyState(
        gettext_lazy("No sheets yet"),
        gettext_lazy("A sheet lists what the stock says; what is counted differently is corrected when it is closed."),
        icon="list-check",
    )

    def rows(self, actor: Actor) -> QuerySet[StockCount]:
        """Return the sheets in reach."""
        return nouns.counts(actor)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new sheet."""
        return [HeaderAction(_("New sheet"), reverse("service:count_new"), STOCK_CORRECT)]


@guarded(STOCK_CORRECT)
@require_http_methods(["GET", "POST"])
def count_new(request: HttpRequest) -> HttpResponse:
    """Make a sheet."""
    by = actor_of(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        sheet = services.begin_count(data["site"], by=by, note=data["note"])
        return reverse("service:count", args=[sheet.uid]), _("Sheet %(number)s was made.") % {"number": sheet.number}

    sites = nouns.stock_sites(by)
    form = CountForm(request.POST or None, initial={"site": sites.first()}, sites=sites)
    return form_page(
        request, form, title=_("New sheet"), pretitle=_("Stocktaking"), run=run, cancel_url=reverse("service:counts")
    )


@guarded(STOCK_CORRECT)
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a sheet; what is typed is what was counted in one bin."""
    by = actor_of(request)
    sheet = access.fetch(by, STOCK_CORRECT, nouns.counts(by), uid=uid)
    here = reverse("service:count", args=[sheet.uid])

    def run(data: dict[str, Any]) -> tuple[str, str]:
        part = access.narrow(by, PART_VIEW, Part.objects.filter(article__iexact=data["code"].strip())).first()
        if part is None:
            raise Invalid(_("There is no part with this article."), field="code")
        line = services.count_part(sheet, part, by=by, bin=data["bin"], quantity=data["quantity"])
        return here, _("%(part)s: %(count)s counted") % {"part": part, "count": line.counted}

    lines = sheet.lines.select_related("part")
    return form_page(
        request,
        CountLineForm(
            request.POST or None, initial={"code": request.GET.get("code", ""), "bin": request.GET.get("bin", "")}
        ),
        title=sheet.number,
        run=run,
        template="service/count.html",
        sheet=sheet,
        lines=lines,
        is_open=sheet.state == CountState.OPEN,
        counted=sum(line.counted is not None for line in lines),
        submit=_("Count"),
    )


@guarded(STOCK_CORRECT)
@require_POST
def count_end(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Close a sheet with its corrections, or put it aside."""
    by = actor_of(request)
    sheet = access.fetch(by, STOCK_CORRECT, nouns.counts(by), uid=uid)
    act = services.close_count if verb == "close" else services.cancel_count

    def run() -> str:
        done = act(sheet, by=by)
        return _("%(number)s: %(state)s") % {"number": done.number, "state": done.get_state_display()}

    return run_and_return(request, reverse("service:count", args=[sheet.uid]), run)
