"""Telling sales people: a new lead, a lead that became theirs, a task whose reminder is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.urls import reverse

from apps.accounts.selectors.people import user_ids
from apps.accounts.services import notify
from apps.common import clock
from apps.common.roles import Role
from apps.crm.models import Activity, Client, Contract, Deal, Lead

if TYPE_CHECKING:
    from apps.common.actor import Actor

NEW_LEAD: Final = "crm.lead.new"
LEAD_ASSIGNED: Final = "crm.lead.assigned"
ACTIVITY_DUE: Final = "crm.activity.due"
_BATCH = 100


def tell_of_lead(lead: Lead, *, by: Actor) -> None:
    """Tell the owner of a lead that came by itself, or every manager when nobody owns it."""
    people = [lead.owner_id] if lead.owner_id else user_ids(lead.organisation_id, {Role.MANAGER, Role.ADMIN})
    notify(
        organisation_id=lead.organisation_id,
        user_ids=people,
        kind=NEW_LEAD,
        by=by,
        params={"lead": str(lead)},
        url=address_of(lead),
    )


def tell_owner(lead: Lead, *, by: Actor) -> None:
    """Tell somebody that a lead is theirs now, unless they took it themselves."""
    if lead.owner_id is not None and lead.owner_id != by.id:
        notify(
            organisation_id=lead.organisation_id,
            user_ids=[lead.owner_id],
            kind=LEAD_ASSIGNED,
            by=by,
            params={"lead": str(lead)},
            url=address_of(lead),
        )


def remind_due(*, by: Actor) -> int:
    """Remind people of what waits for them, each reminder once; returns how many were due.

    Works in batches of one transaction each: the mark and the notification commit together, and a row that another
    worker holds is left to it. The actor is the job `schedule`, which reads every organisation.
    """
    total = 0
    while count := _remind_batch(by):
        total += count
    return total


def _remind_batch(by: Actor) -> int:
    """Remind of up to a hundred activities; returns how many there were."""
    with transaction.atomic():
        moment = clock.now()
        rows = list(
            Activity.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("client", "lead", "deal", "contract", "owner")
            .filter(done_at__isnull=True, reminded_at__isnull=True, remind_at__lte=moment)
            .order_by("remind_at", "pk")[:_BATCH]
        )
        for activity in rows:
            Activity.objects.filter(pk=activity.pk).update(reminded_at=moment)
            if activity.owner_id is not None:
                notify(
                    organisation_id=activity.organisation_id,
                    user_ids=[activity.owner_id],
                    kind=ACTIVITY_DUE,
                    by=by,
                    params={"title": activity.title, "subject": str(activity.subject)},
                    url=address_of(activity.subject),
                )
    return len(rows)


def address_of(subject: Client | Lead | Deal | Contract) -> str:
    """Return the page of what an activity is about."""
    return reverse(f"crm:{type(subject).__name__.lower()}", args=[subject.uid])
