"""The list of clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, HeaderAction, Kind, ListPage
from apps.crm.enums import ClientStatus, ClientType
from apps.crm.models import Client
from apps.crm.permissions import CLIENT_CARD, CLIENT_MANAGE
from apps.crm.rules import texts
from apps.crm.selectors.clients import listed, managers, matching
from apps.crm.selectors.personal import masked
from apps.crm.views.region_filter import RegionFilter, region_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def _main(row: Client) -> str:
    """Return the name of the main contact."""
    return next((contact.name for contact in row.main_contacts), "")  # type: ignore[attr-defined]  # prefetched


def _phone(row: Client) -> str:
    """Return the phone of the main contact, else the client's own, masked for those who need not see it."""
    for one in (*row.main_contacts, row):  # type: ignore[attr-defined]  # prefetched by the selector
        if one.phone:
            is_masked = row.is_masked  # type: ignore[attr-defined]  # annotated by the selector
            return masked(one, "phone") if is_masked else texts.shown_phone(one.phone, one.phone_extension)
    return ""


def _seen(name: str) -> Callable[[Client], str]:
    """Return the accessor of a field that may be personal."""

    def value(row: Client) -> str:
        return masked(row, name) if row.is_masked else getattr(row, name)  # type: ignore[attr-defined]  # annotated

    return value


def _unbroken(row: Client) -> str:
    """Return the phone so that it stays on one line."""
    return _phone(row).replace(" ", "\u00a0").replace("-", "\u2011")


class ClientList(ListPage[Client]):
    """Clients with their contact, manager and contracts."""

    permission = CLIENT_CARD
    key = "clients"
    title = _("Clients")
    columns = (
        Column(
            "name",
            _("Client"),
            str,
            sort="name",
            card_title=True,
            link=lambda row: reverse("crm:client", args=[row.uid]),
        ),
        Column("type", _("Type"), lambda row: row.get_type_display(), sort="type"),
        Column("inn", _("INN"), _seen("inn"), Kind.MONO, "inn"),
        Column("contact", _("Main contact"), _main),
        Column("phone", _("Phone"), _unbroken, export=_phone),
        Column("contracts", _("Contracts in force"), "contracts_in_force", Kind.NUMBER, digits=0),
        Column("manager", _("Manager"), "manager.name", sort="manager__name"),
        Column("status", _("Status"), "status", Kind.STATUS, "status"),
        Column("bitrix", "Bitrix24", "is_in_bitrix", Kind.BOOLEAN, template="crm/partials/bitrix_dot.html"),
        Column("email", _("E-mail"), _seen("email"), hidden=True),
        Column("address", _("Legal address"), _seen("legal_address"), hidden=True),
        Column("created", _("Entered"), "created_at", Kind.DATE, "created_at", hidden=True),
    )
    filters = (
        ChoiceFilter(key="type", title=_("Type"), lookup="type", choices=ClientType.choices),
        ChoiceFilter(key="status", title=_("Status"), lookup="status", choices=ClientStatus.choices),
        ChoiceFilter(
            key="manager",
            title=_("Manager"),
            lookup="manager__uid",
            choices=lambda actor: [(one.uid, one.name) for one in managers(actor)],
        ),
        RegionFilter(key="region", title=_("Region"), lookup="inn", choices=region_choices),
        DateRangeFilter(key="created", title=_("Entered"), lookup="created_at"),
    )
    search = ("name__icontains",)
    search_hint = _("Name, INN, contract, serial number")
    order = "name"

    @property
    def empty(self) -> EmptyState:  # type: ignore[override]  # its address is known only when routes are
        """Say what to do when there is no client yet."""
        return EmptyState(
            _("No clients yet"),
            _("Enter the first one: INN, name and a contact are enough."),
            _("New client"),
            reverse("crm:client_new"),
            "users",
            CLIENT_MANAGE,
        )

    def rows(self, actor: Actor) -> QuerySet[Client]:
        """Return the clients in reach."""
        return listed(actor)

    def matching(self, rows: QuerySet[Client], text: str) -> QuerySet[Client]:
        """Search over names, numbers, contacts and contracts."""
        return matching(self.actor, rows, text)

    def header_actions(self, actor: Actor) -> list[HeaderAction]:
        """Offer a new client, and the work list of duplicates."""
        return [
            HeaderAction(_("New client"), reverse("crm:client_new"), CLIENT_MANAGE),
            HeaderAction(_("Likely duplicates"), reverse("crm:duplicates"), CLIENT_MANAGE, "copy"),
        ]
