"""Clients, contacts and bank accounts an actor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.common import access, finding
from apps.common.roles import Role
from apps.crm.enums import ContractStatus, ExchangeKind, LinkState
from apps.crm.models import BankAccount, BitrixLink, Client, Contact, Contract
from apps.crm.permissions import ACCOUNT_VIEW, CLIENT_VIEW
from apps.crm.selectors.personal import sees_personal

if TYPE_CHECKING:
    from apps.common.actor import Actor


def clients(actor: Actor) -> QuerySet[Client]:
    """Return the clients in reach with their manager and the main contact in `main_contacts`."""
    main = Prefetch("contacts", queryset=Contact.objects.filter(is_main=True), to_attr="main_contacts")
    rows = Client.objects.select_related("manager").prefetch_related(main).filter(merged_into=None)
    return access.narrow(actor, CLIENT_VIEW, rows)


def listed(actor: Actor) -> QuerySet[Client]:
    """Return the clients with `contracts_in_force`, `is_in_bitrix` (for the rows shown only) and `is_masked`."""
    in_force = (
        Contract.objects.filter(client=OuterRef("pk"), status=ContractStatus.ACTIVE)
        .order_by()
        .values("client")
        .annotate(number_of=Count("pk"))
        .values("number_of")
    )
    linked = BitrixLink.objects.filter(client=OuterRef("pk"), kind=ExchangeKind.COMPANY, state=LinkState.LINKED)
    return (
        clients(actor)
        .defer(*Client.PASSPORT_FIELDS)
        .annotate(
            contracts_in_force=Coalesce(Subquery(in_force, IntegerField()), 0),
            is_masked=Value(value=not sees_personal(actor), output_field=BooleanField()),
            is_in_bitrix=Exists(linked),
        )
    )


def found(actor: Actor, text: str, *, at_most: int = finding.MOST) -> list[int]:
    """Return the keys of clients that fit a text; see `apps.common.finding`.

    It is looked for in names, contacts, INN, phones in any writing, e-mail and contract numbers, and by the sources of
    upper apps (serial numbers). Those who see personal data masked do not search by it.
    """
    keys = finding.keys(actor, "crm.client", text, personal=sees_personal(actor), at_most=at_most)
    return list(dict.fromkeys((*keys, *finding.through(actor, "crm.client", text))))


def matching(actor: Actor, rows: QuerySet[Client], text: str) -> QuerySet[Client]:
    """Return those of the clients that fit the text."""
    return rows.filter(pk__among=found(actor, text))


def contacts(actor: Actor) -> QuerySet[Contact]:
    """Return the contacts in reach, the main one of each client first."""
    rows = Contact.objects.select_related("client").order_by("-is_main", "id")
    return access.narrow(actor, CLIENT_VIEW, rows)


def bank_accounts(actor: Actor) -> QuerySet[BankAccount]:
    """Return the bank accounts in reach, the main one of each client first."""
    rows = BankAccount.objects.select_related("client").order_by("-is_main", "id")
    return access.narrow(actor, ACCOUNT_VIEW, rows)


def managers(actor: Actor) -> QuerySet[User]:
    """Return the people of the actor's organisation who may be responsible for a client."""
    roles = (Role.OWNER, Role.ADMIN, Role.MANAGER)
    people = User.objects.filter(organisation=actor.organisation_id or 0, role__in=roles, status=User.Status.ACTIVE)
    return people.order_by("name")
