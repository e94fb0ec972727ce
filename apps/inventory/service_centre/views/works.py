"""Pages of the catalogue of works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages import BooleanFilter, Column, EmptyState, HeaderAction, Kind
from apps.common.pages.forms import form_page
from apps.inventory.service_centre import services
from apps.inventory.service_centre.forms.money import in_currency
from apps.inventory.service_centre.forms.stock import WorkForm
from apps.inventory.service_centre.models import ServiceWork
from apps.inventory.service_centre.permissions import PART_MANAGE, PART_VIEW
from apps.inventory.service_centre.selectors import stock as nouns
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.views.pages import PricedPage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


class WorkList(PricedPage[ServiceWork]):
    """The catalogue of works."""

    permission = PART_VIEW
    key = "works"
    title = gettext_lazy("Catalogue of works")
    columns = (
        Column("code", pgettext_lazy("work", "Code"), kind=Kind.MONO, sort="code", card_title=True),
        Column("name", gettext_lazy("Name"), sort="name"),
        Column("price", gettext_lazy("Price"), "price", Kind.NUMBER, "price", digits=2),
        Column("minutes", gettext_lazy("Minutes"), "minutes", Kind.NUMBER, "minutes", digits=0),
        Column("retired", gettext_lazy("No longer offered"), "is_retired", Kind.BOOLEAN, "is_retired"),
    )
    filters = (BooleanFilter(key="retired", title=gettext_lazy("No longer offered"), lookup="is_retired"),)
    search = ("code__icontains", "name__icontains")
    order = "code"
    empty = EmptyState(
        gettext_lazy("No works yet"),
        gettext_lazy("A work has a price and the minutes it should take."),
        gettext_lazy("New work"),
        reverse_lazy("service:work_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "list-details",
        PART_MANAGE,
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Let the code lead to the form for those who may change it."""
        super().setup(request, *args, **kwargs)
        if access.holds(actor_of(request), PART_MANAGE):
            self.columns = tuple(  # type: ignore[misc, assignment]  # this page's columns depend on the person
                Column("code", column.title, kind=Kind.MONO, sort="code", card_title=True, link=_work_address)
                if column.key == "code"
                else column
                for column in self.columns
            )

    def rows(self, actor: Actor) -> QuerySet[ServiceWork]:
        """Return the catalogue."""
        return nouns.works(actor)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new work."""
        return [HeaderAction(_("New work"), reverse("service:work_new"), PART_MANAGE)]


def _work_address(row: ServiceWork) -> str:
    """Return the address of a work's form."""
    return reverse("service:work_edit", args=[row.uid])


@guarded(PART_MANAGE)
@require_http_methods(["GET", "POST"])
def work_new(request: HttpRequest) -> HttpResponse:
    """Add a work."""
    by = actor_of(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        made = services.create_work(by=by, **data)
        return reverse("service:works"), _("Work %(name)s was added.") % {"name": made}

    return form_page(
        request,
        in_currency(WorkForm(request.POST or None), service_settings(by.tenant_id).currency),
        title=_("New work"),
        pretitle=_("Catalogue of works"),
        run=run,
        cancel_url=reverse("service:works"),
    )


@guarded(PART_MANAGE)
@require_http_methods(["GET", "POST"])
def work_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a work."""
    by = actor_of(request)
    row = access.fetch(by, PART_MANAGE, ServiceWork.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        services.change_work(row, by=by, version=version, **data)
        return reverse("service:works"), _("The work was changed.")

    form = WorkForm(request.POST or None, initial={name: getattr(row, name) for name in WorkForm.base_fields})
    in_currency(form, service_settings(by.tenant_id).currency)
    return form_page(request, form, title=row.name, pretitle=row.code, run=run, cancel_url=reverse("service:works"))
