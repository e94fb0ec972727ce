"""A lead becomes a client with a deal: all of it in one transaction, nothing lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from apps.common import access, clock
from apps.crm.enums import ClientType, LeadVerb
from apps.crm.exceptions import LeadTransitionRefused
from apps.crm.models import Client, Deal, Lead
from apps.crm.permissions import CLIENT_MANAGE, DEAL_MANAGE, LEAD_DECIDE
from apps.crm.rules import texts
from apps.crm.services.brokers import attribute_from_referral
from apps.crm.services.clients import create_client
from apps.crm.services.contacts import add_contact
from apps.crm.services.deals import create_deal
from apps.crm.services.leads import lock_lead, move_lead
from apps.crm.services.locking import lock_working_client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor

_NEEDS = ("power_kw", "hashrate_phs", "unit_count", "next_step", "next_step_on")
_NOTE_CHARS = 4000


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came of a lead."""

    lead: Lead
    client: Client
    deal: Deal


def convert_lead(
    lead: Lead,
    *,
    by: Actor,
    version: int,
    client: Client | None = None,
    new_client: Mapping[str, str] | None = None,
    title: str = "",
    **expected: Any,
) -> Conversion:
    """Turn a lead that the person saw as `version` into a client and a deal, and lock the lead.

    With `client` the deal is that client's, and the person who asked is added to its contacts when phone and e-mail
    are not known there. Without, a client is made: `new_client` may tell its type, name, inn and country (a foreign
    company needs one); what it does not tell comes from the lead.
    `expected`: monthly_income, currency, expected_close_on, site_wish, probability of the deal; what the lead needs
    goes over by itself, and so do source, referral link, broker and owner.
    The client becomes that of the broker who sent the lead, unless it is somebody's already.
    Effects: client or contact, deal, lead, attribution; the audit records of each; their signals after commit.
    Raises AccessDenied, LeadTransitionRefused, StaleVersion, ClientArchived, DuplicateClient, Invalid (at its field).
    """
    access.require(by, LEAD_DECIDE, lead)
    access.require(by, CLIENT_MANAGE)
    access.require(by, DEAL_MANAGE)
    with transaction.atomic():
        locked = lock_lead(lead)
        if locked.client_id is not None:
            raise LeadTransitionRefused(status=locked.get_status_display(), verb=LeadVerb.CONVERT)
        customer = _known(client, locked, by) if client else _made(locked, by, new_client or {})
        deal = create_deal(
            by=by,
            client=customer,
            lead=locked,
            owner=locked.owner,
            source=locked.source,
            title=title or str(locked),
            **{field: getattr(locked, field) for field in _NEEDS},
            **expected,
        )
        locked.client = customer
        locked.converted_at = clock.now()
        move_lead(locked, LeadVerb.CONVERT, by=by, version=version, fields=["client", "converted_at"])
        attribute_from_referral(customer, by=by, user=locked.broker, since=locked.came_at.date())
    return Conversion(locked, customer, deal)


def _likely_type(lead: Lead) -> str:
    """Guess the kind of client: who names a company of ten digits is one, who names a person's INN trades alone."""
    if len(lead.inn) == 10:  # noqa: PLR2004 - the length of a company's INN
        return ClientType.LEGAL_ENTITY
    return ClientType.SOLE_TRADER if lead.inn and lead.company else ClientType.PERSON


def _known(client: Client, lead: Lead, by: Actor) -> Client:
    """Return the existing client, with the person who asked among its contacts."""
    access.require(by, CLIENT_MANAGE, client)
    locked = lock_working_client(client)
    contacts = locked.contacts.all()
    known = any(
        (lead.phone and lead.phone in (one.phone, locked.phone))
        or (lead.email and lead.email.lower() in (one.email.lower(), locked.email.lower()))
        for one in contacts
    )
    if not known:
        add_contact(locked, by=by, is_main=False, **_contact(lead))
    return locked


def _made(lead: Lead, by: Actor, typed: Mapping[str, str]) -> Client:
    """Make the client of a lead; what was typed goes before what the lead knows."""
    kind = typed.get("type") or _likely_type(lead)
    card = {
        "name": typed.get("name") or lead.company or lead.name,
        "inn": typed.get("inn") or lead.inn,
        "phone": _typed_phone(lead),
        "email": lead.email,
        "note": lead.message[:_NOTE_CHARS],
    }
    if kind == ClientType.FOREIGN_COMPANY:
        card["country"] = typed.get("country", "")
    values: dict[str, Any] = card
    return create_client(by=by, type=kind, manager=lead.owner, contact=_contact(lead), **values)


def _contact(lead: Lead) -> dict[str, str]:
    """Return the person who asked as a contact."""
    return {"name": lead.name, "phone": _typed_phone(lead), "email": lead.email, "telegram": lead.telegram}


def _typed_phone(lead: Lead) -> str:
    """Return the phone with its extension, as a person would type it."""
    return texts.shown_phone(lead.phone, lead.phone_extension)
