"""Pages of custody: who holds what now, the chain of one unit as page, PDF and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from apps.common import access, branding, people
from apps.common.document_kinds import LOCALES
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, EmptyState, Kind, ListPage, export
from apps.common.pages.downloads import attachment
from apps.crm.enums import DocumentLanguage
from apps.crm.selectors.documents import paper_language
from apps.inventory.models import Unit
from apps.inventory.selectors import sites
from apps.inventory.selectors.units import matching
from apps.logistics.documents import custody_sheet
from apps.logistics.enums import KeeperKind
from apps.logistics.models import CustodyRecord
from apps.logistics.permissions import CUSTODY_VIEW
from apps.logistics.selectors import custody_of, holdings
from apps.logistics.views.papers import languages

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.logistics.selectors import Link


def _unit_page(row: CustodyRecord) -> str:
    """Return the address of a unit's chain."""
    return reverse("logistics:custody", args=[row.unit.uid])


def _places(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the sites in reach."""
    return list(sites(actor).order_by("name").values_list("uid", "name"))


class HoldingList(ListPage[CustodyRecord]):
    """Who holds what now: a site, a person on the road who answers for it, or its owner."""

    permission = CUSTODY_VIEW
    key = "custody"
    title = gettext_lazy("Who holds what now")
    columns = (
        Column(
            "serial",
            gettext_lazy("Serial number"),
            "unit.serial",
            Kind.MONO,
            "unit__serial",
            card_title=True,
            link=_unit_page,
        ),
        Column("kind", gettext_lazy("Held by"), "get_keeper_kind_display", sort="keeper_kind"),
        Column("keeper", gettext_lazy("Keeper"), sort="keeper"),
        Column("place", pgettext_lazy("custody", "Place"), sort="place"),
        Column("state", gettext_lazy("Status"), "unit.state", Kind.STATUS, "unit__state"),
        Column("owner", gettext_lazy("Owner"), lambda row: str(row.owner), sort="owner__name"),
        Column("model", gettext_lazy("Model"), "unit.model.name", sort="unit__model__name", card_hidden=True),
        Column("since", gettext_lazy("Since"), "during.lower", Kind.DATETIME, "during__startswith"),
        Column("document", gettext_lazy("Document"), sort="document"),
    )
    filters = (
        ChoiceFilter(key="kind", title=gettext_lazy("Held by"), lookup="keeper_kind", choices=KeeperKind.choices),
        ChoiceFilter(key="site", title=gettext_lazy("Site"), lookup="site__uid", choices=_places),
    )
    search = ("keeper",)
    search_hint = gettext_lazy("Serial number, keeper or document")
    order = "-pk"
    empty = EmptyState(gettext_lazy("Nothing is held"), gettext_lazy("Units come in by an intake act."), icon="lock")

    def rows(self, actor: Actor) -> QuerySet[CustodyRecord]:
        """Return the open links of every chain in reach."""
        return holdings(actor)

    def matching(self, rows: QuerySet[CustodyRecord], text: str) -> QuerySet[CustodyRecord]:
        """Find by what is on a unit's label, by keeper or document."""
        units = matching(access.narrow(self.actor, CUSTODY_VIEW, Unit.objects.all()), text)
        named = rows.filter(keeper__icontains=text) | rows.filter(document__iexact=text)
        return named | rows.filter(unit__in=units.order_by().values("pk"))


@guarded(CUSTODY_VIEW)
@require_safe
def custody(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the chain of a unit, newest first."""
    actor = actor_of(request)
    unit = _unit(actor, uid)
    links = custody_of(actor, unit)
    context = {
        "unit": unit,
        "links": list(reversed(links)),
        "gaps": sum(link.is_gap for link in links),
        **languages(),
    }
    return TemplateResponse(request, "logistics/custody.html", context)


@guarded(CUSTODY_VIEW)
@require_safe
def custody_file(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Answer the chain of a unit as PDF or CSV, oldest first, in the reader's language unless another is asked for."""
    language = request.GET.get("language") or paper_language(None)
    if form not in ("pdf", "csv") or language not in DocumentLanguage.values:
        raise Http404
    actor = actor_of(request)
    unit = _unit(actor, uid)
    links = custody_of(actor, unit)
    with translation.override(LOCALES[language]):
        if form == "csv":
            return export.as_csv(_columns(), links, "custody", cut=False)
        data = custody_sheet.draw(unit, links, company=branding.of(request).name)
    return attachment(data, f"custody-{unit.serial}.pdf", "application/pdf")


def _unit(actor: Actor, uid: UUID) -> Unit:
    """Return a unit whose chain is in reach; 404 otherwise."""
    unit: Unit = access.fetch(actor, CUSTODY_VIEW, Unit.objects.select_related("model", "owner"), uid=uid)
    return unit


def _columns() -> list[Column]:
    """Return the columns of the file."""

    def told(name: str) -> Any:
        return lambda link: getattr(link.record, name) if link.record else ""

    def kind(link: Link) -> str:
        return str(link.record.get_keeper_kind_display()) if link.record else _("Held by nobody known")

    return [
        Column("start", _("Since"), kind=Kind.DATETIME),
        Column("end", _("Until"), kind=Kind.DATETIME),
        Column("kind", _("Held by"), kind),
        Column("keeper", _("Keeper"), told("keeper")),
        Column("place", pgettext("custody", "Place"), told("place")),
        Column("document", _("Document"), told("document")),
        Column("by", _("Written by"), lambda link: people.name_of(link.record.by_label) if link.record else ""),
    ]
