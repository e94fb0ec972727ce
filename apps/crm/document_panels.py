"""Documents and addenda on the contract's page and the client's card: each a panel of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from apps.common import access, navigation, panels
from apps.crm.documents import pdf
from apps.crm.documents.subjects import newest_contract
from apps.crm.enums import AddendumKind, AddendumStatus, ContractStatus, DocumentKind, DocumentLanguage
from apps.crm.permissions import CONTRACT_MANAGE, CONTRACT_VIEW, DOCUMENT_VIEW, TEMPLATE_MANAGE
from apps.crm.selectors.contracts import contracts, documents
from apps.crm.selectors.documents import addenda, packages
from apps.crm.services import missing_requisites

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract

_BINDING = (ContractStatus.ACTIVE, ContractStatus.SUSPENDED)


def package_context(actor: Actor, contract: Contract) -> dict[str, Any]:
    """Return what the order of a package shows: which documents can be made, the newest package."""
    in_force = contract.status in _BINDING
    has_addendum = (
        addenda(actor).filter(contract=contract, kind=AddendumKind.CHANGE).exclude(status=AddendumStatus.VOIDED)
    )
    offered = {
        DocumentKind.HOSTING_CONTRACT: True,
        DocumentKind.REGISTRATION_ADDENDUM: in_force,
        DocumentKind.ADDENDUM: has_addendum.exists(),
        DocumentKind.CONSENT: True,
    }
    can_order = (
        access.holds(actor, CONTRACT_MANAGE)
        and contract.status != ContractStatus.VOIDED
        and not missing_requisites(contract.client)
    )
    return {
        "contract": contract,
        "kinds": [(kind.value, kind.label, offered[kind]) for kind in DocumentKind],
        "languages": DocumentLanguage.choices,
        "can_order": can_order,
        "has_pdf": pdf.is_available(),
        "package": packages(actor).filter(contract=contract).first(),
    }


def _of_contract(actor: Actor, contract: Contract) -> dict[str, Any]:
    rows = documents(actor).filter(contract=contract).select_related("addendum", "pdf")
    return {**package_context(actor, contract), "documents": rows}


def _of_client(actor: Actor, client: Client) -> dict[str, Any] | None:
    contract = newest_contract(client)
    if contract is None:
        return None
    return package_context(actor, contracts(actor).select_related("legal_entity").get(pk=contract.pk))


def _addenda(actor: Actor, contract: Contract) -> dict[str, Any] | None:
    rows = list(addenda(actor).filter(contract=contract))
    may_add = access.holds(actor, CONTRACT_MANAGE) and contract.status in _BINDING
    return {"contract": contract, "addenda": rows, "may_add": may_add} if rows or may_add else None


def register() -> None:
    """Register the panels and the page of templates; called once when the app is ready."""
    clients_group = navigation.Group.CLIENTS
    navigation.register(
        navigation.NavItem(
            "crm.templates", _("Templates"), "crm:templates", TEMPLATE_MANAGE, "file-settings", 290, clients_group
        )
    )
    panels.register(
        "crm.contract",
        panels.Panel("crm.documents", _("Documents"), "crm/panels/documents.html", DOCUMENT_VIEW, _of_contract, 10),
    )
    panels.register(
        "crm.contract",
        panels.Panel("crm.addenda", _("Addenda"), "crm/panels/addenda.html", CONTRACT_VIEW, _addenda, 20),
    )
    panels.register(
        "crm.client",
        panels.Panel(
            "crm.package", _("Package of documents"), "crm/panels/package.html", DOCUMENT_VIEW, _of_client, 10
        ),
    )
