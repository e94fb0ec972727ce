"""What crm shows elsewhere: navigation entries and its part of the one search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.notifications import EMAIL, IN_APP, TELEGRAM, register_kind
from apps.common import access, finding, masks, navigation, panels, search, statuses
from apps.common.permissions import IMPORT
from apps.common.statuses import Tone
from apps.crm.models import Client
from apps.crm.permissions import BITRIX_DECIDE, CLIENT_CARD, CONTRACT_MASK_MANAGE, CONTRACT_PAGE
from apps.crm.selectors.bitrix import link_of
from apps.crm.selectors.clients import clients, found
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.personal import sees_personal, shown
from apps.crm.services.contract_ends import NOTICE
from apps.crm.services.contract_masks import guard_contract_mask
from apps.crm.views import contract_masks

if TYPE_CHECKING:
    from apps.common.actor import Actor


def _seeks_clients(actor: Actor) -> tuple[str, bool] | None:
    """Return what is looked for among the searched texts."""
    return ("crm.client", sees_personal(actor)) if access.holds(actor, CLIENT_CARD) else None


def _seeks_contracts(actor: Actor) -> tuple[str, bool] | None:
    """Return what is looked for among the searched texts."""
    return ("crm.contract", sees_personal(actor)) if access.holds(actor, CONTRACT_PAGE) else None


def _find_clients(actor: Actor, text: str, limit: int) -> list[search.Hit]:
    """Find clients by name, number, phone, contact or contract."""
    if not access.holds(actor, CLIENT_CARD):
        return []
    keys = found(actor, text, at_most=search.LOOKED_AT)
    # Those whose name holds the text first; the likest first when only something like it was found.
    order = {key: place for place, key in enumerate(keys)}
    rows = sorted(
        clients(actor).defer(*Client.PASSPORT_FIELDS).filter(pk__in=keys),
        key=lambda row: (text.casefold() not in str(row).casefold(), order[row.pk]),
    )
    return [
        search.Hit(
            str(row),
            reverse("crm:client", args=[row.uid]),
            "user",
            f"{row.get_type_display()} {shown(actor, row, 'inn')}".strip(),
        )
        for row in rows[:limit]
    ]


def _find_contracts(actor: Actor, text: str, limit: int) -> list[search.Hit]:
    """Find contracts by number."""
    if not access.holds(actor, CONTRACT_PAGE):
        return []
    keys = finding.keys(
        actor, "crm.contract", text, personal=sees_personal(actor), at_most=search.LOOKED_AT, tolerant=False
    )
    rows = contracts(actor).filter(pk__in=keys)[:limit]
    return [search.Hit(str(row), reverse("crm:contract", args=[row.uid]), "file-text", str(row.client)) for row in rows]


def _bitrix_link(actor: Actor, client: Client) -> dict[str, Any] | None:
    """Return the client's link with Bitrix24."""
    link = link_of(actor, client)
    return None if link is None else {"link": link}


def _masks(actor: Actor, _subject: object) -> dict[str, Any]:
    """Return how contracts are numbered."""
    return contract_masks.variables(actor)


def register() -> None:
    """Register everything; called once when the app is ready."""
    clients_group = navigation.Group.CLIENTS
    navigation.register(
        navigation.NavItem(
            "crm.clients", _("Clients"), "crm:clients", CLIENT_CARD, "users", 200, clients_group, bottom_bar=True
        )
    )
    navigation.register(
        navigation.NavItem(
            "crm.contracts", _("Contracts"), "crm:contracts", CONTRACT_PAGE, "file-text", 210, clients_group
        )
    )
    navigation.register(
        navigation.NavItem(
            "crm.bitrix", "Bitrix24", "crm:bitrix", BITRIX_DECIDE, "refresh", 905, navigation.Group.SETTINGS
        )
    )
    panels.register(
        "crm.client.actions",
        panels.Panel("crm.bitrix", "Bitrix24", "crm/partials/bitrix_mark.html", CLIENT_CARD, _bitrix_link, 10),
    )
    navigation.register(
        navigation.NavItem(
            "common.imports", _("Import and export"), "common:imports", IMPORT, "table-import", 290, clients_group
        )
    )
    panels.register(
        "accounts.settings",
        panels.Panel(
            "crm.contract_masks",
            _("Contract numbers"),
            "crm/partials/contract_masks.html",
            CONTRACT_MASK_MANAGE,
            _masks,
            10,
        ),
    )
    masks.guard("contract_mask", guard_contract_mask)
    search.register(search.Provider("crm.clients", _("Clients"), _find_clients, order=200, sought=_seeks_clients))
    search.register(
        search.Provider("crm.contracts", _("Contracts"), _find_contracts, order=210, sought=_seeks_contracts)
    )
    register_kind(
        NOTICE,
        _("Contract %(number)s with %(client)s ends on %(day)s"),
        (IN_APP, EMAIL, TELEGRAM),
        title=_("A contract of mine ends soon"),
    )
    statuses.add("suspended", Tone.AMBER, "player-pause", _("Suspended"))
    statuses.add("linked", Tone.GREEN, "link", _("Linked"))
    statuses.add("remote_gone", Tone.AMBER, "unlink", _("Deleted in Bitrix24"))
    statuses.add("local_gone", Tone.GREY, "unlink", _("Removed here"))
    statuses.add("ended", Tone.GREY, "flag", _("Ended"))
