"""Activities an actor may see: all, and those of one client, lead, deal or contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from apps.common import access, finding
from apps.crm.models import Activity, Client, Contract, Deal, Lead
from apps.crm.permissions import ACTIVITY_VIEW
from apps.crm.selectors.personal import sees_personal

if TYPE_CHECKING:
    from apps.common.actor import Actor

_SUBJECTS = 2000
_RELATED = ("owner", "client", "lead", "deal", "contract")
_OWN = tuple(field.name for field in Activity._meta.concrete_fields if not field.is_relation)
_NAMES = (
    "owner__name", "client__uid", "client__name", "client__short_name", "lead__uid", "lead__name", "lead__company",
    "deal__uid", "deal__title", "contract__uid", "contract__number",
)  # fmt: skip


def activities(actor: Actor) -> QuerySet[Activity]:
    """Return the activities in reach with what they are about, newest first."""
    rows = Activity.objects.select_related(*_RELATED).order_by("-happened_at", "-id")
    return access.narrow(actor, ACTIVITY_VIEW, rows)


def listed(actor: Actor) -> QuerySet[Activity]:
    """Return the activities in reach with the names of what they are about, and nothing else of it."""
    rows = Activity.objects.select_related(*_RELATED).only(*_OWN, *_NAMES).order_by("-happened_at", "-id")
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


def matching(actor: Actor, rows: QuerySet[Activity], text: str) -> QuerySet[Activity]:
    """Return the activities whose words, or whose subject, fit the text.

    Of each kind of subject the first two thousand that fit are looked at, none when very many fit by their own words.
    """
    own = finding.keys(actor, "crm.activity", text, personal=True, tolerant=False)
    fits = Q(pk__among=own)
    if len(own) >= finding.MOST:
        return rows.filter(fits)
    sees = sees_personal(actor)
    subjects = {"client": sees, "contract": sees, "lead": True, "deal": True}
    kinds = [(f"crm.{noun}", personal) for noun, personal in subjects.items()]
    with finding.together(actor, kinds, text, at_most=_SUBJECTS):
        for noun, personal in subjects.items():
            keys = finding.keys(actor, f"crm.{noun}", text, personal=personal, at_most=_SUBJECTS, tolerant=False)
            fits |= Q(**{f"{noun}_id__among": keys})
    return rows.filter(fits)
