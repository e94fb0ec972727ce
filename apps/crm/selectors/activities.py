"""Activities an actor may see: all, and those of one client, lead, deal or contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from apps.common import access
from apps.crm.models import Activity, Client, Contract, Deal, Lead
from apps.crm.permissions import ACTIVITY_VIEW

if TYPE_CHECKING:
    from apps.common.actor import Actor


def activities(actor: Actor) -> QuerySet[Activity]:
    """Return the activities in reach with what they are about, newest first."""
    related = ("owner", "client", "lead", "deal", "contract")
    rows = Activity.objects.select_related(*related).order_by("-happened_at", "-id")
    return access.narrow(actor, ACTIVITY_VIEW, rows)


def about(actor: Actor, subject: Client | Lead | Deal | Contract) -> QuerySet[Activity]:
    """Return the activities about a subject and what lies under it.

    Under a client: its contracts and deals, and the leads it came of. Under a deal: the lead it came of.
    """
    match subject:
        case Client():
            fits = Q(client=subject) | Q(contract__client=subject) | Q(deal__client=subject) | Q(lead__client=subject)
        case Deal():
            fits = Q(deal=subject)
            if subject.lead_id is not None:
                fits |= Q(lead=subject.lead_id)
        case Lead():
            fits = Q(lead=subject)
        case Contract():
            fits = Q(contract=subject)
    return activities(actor).filter(fits)


def waiting(actor: Actor) -> QuerySet[Activity]:
    """Return what is not done yet and has a day, the oldest first."""
    return activities(actor).filter(done_at__isnull=True, due_at__isnull=False).order_by("due_at", "id")


def matching(rows: QuerySet[Activity], text: str) -> QuerySet[Activity]:
    """Return the activities whose words, or whose subject, fit the text."""
    return rows.filter(
        Q(title__icontains=text)
        | Q(text__icontains=text)
        | Q(outcome__icontains=text)
        | Q(client__name__icontains=text)
        | Q(deal__title__icontains=text)
        | Q(lead__name__icontains=text)
        | Q(lead__company__icontains=text)
        | Q(contract__number__icontains=text)
    )
