"""The list of contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, Kind, ListPage
from apps.crm.enums import ContractStatus, ContractType
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_PAGE
from apps.crm.selectors.clients import managers
from apps.crm.selectors.contracts import listed, matching

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class ContractList(ListPage[Contract]):
    """Contracts with client, state, term and tariff."""

    permission = CONTRACT_PAGE
    key = "contracts"
    title = _("Contracts")
    columns = (
        Column(
            "number", _("Number"), str, sort="number", card_title=True,
            link=lambda row: reverse("crm:contract", args=[row.uid]),
        ),
        Column(
            "client", _("Client"), "client", sort="client__name",
            link=lambda row: reverse("crm:client", args=[row.client.uid]),
        ),
        Column("signed", _("Date"), "signed_on", Kind.DATE, "signed_on"),
        Column("status", _("Status"), "status", Kind.STATUS, "status"),
        Column("tariff", _("Tariff"), "tariff_rate", template="crm/partials/tariff.html", sort="tariff_rate",
               export=lambda row: row.tariff_rate),
        Column("currency", _("Currency"), "tariff_currency", hidden=True),
        Column("power", _("Declared power"), "max_power_kw", Kind.NUMBER, "max_power_kw", _("kW"), 1),
        Column("ends", _("Ends"), "ends_on", Kind.DATE, "ends_on"),
        Column("manager", _("Manager"), "manager.name", sort="manager__name"),
        Column("type", _("Type"), lambda row: row.get_type_display(), sort="type", hidden=True),
    )  # fmt: skip
    filters = (
        ChoiceFilter(key="status", title=_("Status"), lookup="status", choices=ContractStatus.choices),
        ChoiceFilter(key="type", title=_("Type"), lookup="type", choices=ContractType.choices),
        ChoiceFilter(
            key="manager",
            title=_("Manager"),
            lookup="manager__uid",
            choices=lambda actor: [(one.uid, one.name) for one in managers(actor)],
        ),
        DateRangeFilter(key="signed", title=_("Date"), lookup="signed_on", instant=False),
        DateRangeFilter(key="ends", title=_("Ends"), lookup="ends_on", instant=False),
    )
    search = ("number__icontains",)
    search_hint = _("Number, client or INN")
    order = "-id"
    empty = EmptyState(_("No contracts yet"), _("Open a client's card and press «Contract»."), icon="file-text")

    def rows(self, actor: Actor) -> QuerySet[Contract]:
        """Return the contracts in reach."""
        return listed(actor)

    def matching(self, rows: QuerySet[Contract], text: str) -> QuerySet[Contract]:
        """Search over numbers and clients."""
        return matching(self.actor, rows, text)
