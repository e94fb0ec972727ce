"""Leads, sources and referral links an actor may see, and who a lead may already be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from apps.common import access, finding
from apps.crm.enums import ClientStatus, DealStatus, LeadStatus
from apps.crm.models import Client, Contact, Lead, LeadSource, ReferralLink
from apps.crm.permissions import CLIENT_CARD, LEAD_VIEW, PIPELINE_VIEW, REFERRAL_VIEW

if TYPE_CHECKING:
    from apps.common.actor import Actor

_HINTS = 5
OPEN_STATUSES = (LeadStatus.NEW, LeadStatus.IN_WORK, LeadStatus.QUALIFIED)


def leads(actor: Actor) -> QuerySet[Lead]:
    """Return the leads in reach with source, owner and client, newest first."""
    rows = Lead.objects.select_related("source", "owner", "client", "referral", "broker").order_by("-came_at", "-id")
    return access.narrow(actor, LEAD_VIEW, rows)


def sources(actor: Actor) -> QuerySet[LeadSource]:
    """Return the sources of leads, in their order."""
    return access.narrow(actor, PIPELINE_VIEW, LeadSource.objects.order_by("position", "pk"))


def referral_links(actor: Actor) -> QuerySet[ReferralLink]:
    """Return the referral links in reach with `lead_count` and `won_count`, newest first."""
    rows = access.narrow(actor, REFERRAL_VIEW, ReferralLink.objects.select_related("owner", "client"))
    return counted(rows).order_by("-pk")


def counted(rows: QuerySet[ReferralLink]) -> QuerySet[ReferralLink]:
    """Return the links with `lead_count` and `won_count`."""
    return rows.annotate(
        lead_count=Count("leads", distinct=True),
        won_count=Count("deals", filter=Q(deals__status=DealStatus.WON), distinct=True),
    )


@dataclass(frozen=True, slots=True)
class Twins:
    """Who somebody may already be: clients (those that fit by INN first) and leads that are still open."""

    clients: list[Client]
    leads: list[Lead]

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return bool(self.clients or self.leads)


def twins(actor: Actor, *, phone: str = "", email: str = "", inn: str = "", besides: Lead | None = None) -> Twins:
    """Return working clients and open leads with the same phone, e-mail or INN, up to five of each.

    Phone and e-mail of a client's contacts count too. Clients are told to those only who see the client base.
    """
    person, firm = Q(pk__in=[]), Q(pk__in=[])
    if phone:
        person |= Q(phone=phone)
    if email:
        person |= Q(email__iexact=email)
    if inn:
        firm = Q(inn=inn)
    if not (phone or email or inn):
        return Twins([], [])
    found: list[Client] = []
    if access.holds(actor, CLIENT_CARD):
        base = access.narrow(actor, CLIENT_CARD, Client.objects.filter(merged_into=None, status=ClientStatus.ACTIVE))
        by_contact = Contact.objects.filter(person).values("client_id")
        rows = base.filter(firm | person | Q(pk__in=by_contact)).select_related("manager").order_by("name")
        found = sorted(rows[:_HINTS], key=lambda one: not inn or one.inn != inn)
    others = leads(actor).filter(person | firm, status__in=OPEN_STATUSES)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return Twins(found, list(others[:_HINTS]))


def twins_of(actor: Actor, lead: Lead) -> Twins:
    """Return who a lead may already be."""
    return twins(actor, phone=lead.phone, email=lead.email, inn=lead.inn, besides=lead)


def matching(
    actor: Actor, rows: QuerySet[Lead], text: str, *, at_most: int = finding.MOST, tolerant: bool = True
) -> QuerySet[Lead]:
    """Return the leads whose name, company, e-mail, Telegram, INN or phone fits the text; typing errors are met.

    Whoever sees a lead sees how to reach the person, so all of it is searched.
    """
    keys = finding.keys(actor, "crm.lead", text, personal=True, at_most=at_most, tolerant=tolerant)
    return rows.filter(pk__among=keys)
