"""Clients, contacts and bank accounts an actor may see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.common import access
from apps.common.roles import Role
from apps.crm.enums import ContractStatus
from apps.crm.models import BankAccount, Client, Contact, Contract
from apps.crm.permissions import ACCOUNT_VIEW, CLIENT_VIEW

if TYPE_CHECKING:
    from apps.common.actor import Actor

_MIN_PHONE_DIGITS = 4
_TRUNK_LENGTH = 11


def clients(actor: Actor) -> QuerySet[Client]:
    """Return the clients in reach with their manager and the main contact in `main_contacts`."""
    main = Prefetch("contacts", queryset=Contact.objects.filter(is_main=True), to_attr="main_contacts")
    rows = Client.objects.select_related("manager").prefetch_related(main).filter(merged_into=None)
    return access.narrow(actor, CLIENT_VIEW, rows)


def listed(actor: Actor) -> QuerySet[Client]:
    """Return the clients with `contracts_in_force`, counted for the rows that are shown only."""
    in_force = (
        Contract.objects.filter(client=OuterRef("pk"), status=ContractStatus.ACTIVE)
        .order_by()
        .values("client")
        .annotate(number_of=Count("pk"))
        .values("number_of")
    )
    return clients(actor).annotate(contracts_in_force=Coalesce(Subquery(in_force, IntegerField()), 0))


def matching(rows: QuerySet[Client], text: str) -> QuerySet[Client]:
    """Return the clients whose name, INN, phone, e-mail, contact or contract number fits the text."""
    contact = Q(name__icontains=text) | Q(email__icontains=text)
    fits = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(email__icontains=text)
    fits |= Q(Exists(Contract.objects.filter(client=OuterRef("pk"), number__icontains=text)))
    digits = re.sub(r"\D", "", text)
    if digits:
        fits |= Q(inn__startswith=digits)
    if len(digits) >= _MIN_PHONE_DIGITS:
        # «8 916 …» and «+7 916 …» are one number.
        part = digits[1:] if len(digits) == _TRUNK_LENGTH and digits[0] in "78" else digits
        fits |= Q(phone__contains=part)
        contact |= Q(phone__contains=part)
    return rows.filter(fits | Q(Exists(Contact.objects.filter(contact, client=OuterRef("pk")))))


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
