"""Alerts: technicians learn of critical problems at their sites, in one digest per watch."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef
from django.urls import reverse

from apps.accounts.services import notify
from apps.common.roles import Role
from apps.inventory.selectors import staff_of_site
from apps.telemetry.enums import Severity
from apps.telemetry.models import Problem
from apps.telemetry.selectors.fleet import open_problems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from apps.accounts.models import Notification
    from apps.common.actor import Actor
    from apps.inventory.models import Site

CRITICAL_PROBLEMS: Final = "hosting.problems.critical"
NAMED_MACHINES = 5
# The same problem of the same machine coming back so soon is not news: whoever looks sees it on the page.
RECURRENCE = timedelta(minutes=15)


def tell_technicians(*, by: Actor, opened: Sequence[UUID]) -> list[Notification]:
    """Tell the technicians bound to each site of the critical problems that began there, one notification a person.

    Effects: notifications and their outbox rows. Problems that are not critical, that ended meanwhile, or that only
    came back within `RECURRENCE` are left out. Returns what was sent.
    """
    sent: list[Notification] = []
    for site, found in _critical_by_site(by, opened).items():
        people = staff_of_site(site).filter(role=Role.TECHNICIAN).values_list("pk", flat=True)
        names = [one.device.unit.serial if one.device.unit else str(one.device) for one in found]
        more = "…" if len(names) > NAMED_MACHINES else ""
        sent += notify(
            organisation_id=site.organisation_id,
            user_ids=list(people),
            kind=CRITICAL_PROBLEMS,
            by=by,
            params={
                "site": site.name,
                "count": len(found),
                "machines": ", ".join(names[:NAMED_MACHINES]) + more,
            },
            url=f"{reverse('telemetry:problems')}?open=yes&severity={Severity.P0}&site={site.uid}",
        )
    return sent


def _critical_by_site(by: Actor, opened: Sequence[UUID]) -> dict[Site, list[Problem]]:
    """Return the critical problems worth telling, by their site."""
    shortly_before = Problem.objects.filter(
        device=OuterRef("device"), code=OuterRef("code"), resolved_at__gt=OuterRef("created_at") - RECURRENCE
    )
    rows = (
        open_problems(by)
        .filter(uid__in=list(opened), severity=Severity.P0)
        .exclude(Exists(shortly_before.exclude(pk=OuterRef("pk"))))
        .order_by("device__unit__serial", "pk")
    )
    found: dict[Site, list[Problem]] = defaultdict(list)
    for problem in rows:
        found[problem.device.site].append(problem)
    return found
