"""Movements, returns and claims in reach, and a driver's tasks of the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, DateField, F, Func, Q, Value

from apps.common import access, clock
from apps.logistics.enums import JobKind, LineState, MovementStatus, MovementVerb, ReturnLineState
from apps.logistics.models import Claim, Movement, MovementLine, MovementStep, ReturnAct, ReturnLine
from apps.logistics.permissions import CLAIM_VIEW, MOVEMENT_DRIVE, MOVEMENT_VIEW, RETURN_VIEW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Site

_WAITS_OR_TRAVELS = (MovementStatus.PENDING, MovementStatus.PICKED_UP)


def movements(actor: Actor) -> QuerySet[Movement]:
    """Return the movements in reach with sites and driver."""
    return access.narrow(actor, MOVEMENT_VIEW, Movement.objects.select_related("from_site", "to_site", "driver"))


def movement_lines(actor: Actor, movement: Movement) -> QuerySet[MovementLine]:
    """Return the units of a movement in reach as they are now."""
    rows = access.narrow(actor, MOVEMENT_VIEW, MovementLine.objects.filter(movement=movement))
    return rows.select_related("unit", "unit__owner").order_by("position")


def movement_steps(actor: Actor, movement: Movement) -> QuerySet[MovementStep]:
    """Return what was done to a movement, newest first."""
    rows = access.narrow(actor, MOVEMENT_VIEW, MovementStep.objects.filter(movement=movement))
    return rows.order_by("-pk")


def is_handed_over(movement: Movement) -> bool:
    """Whether the driver has handed over all that was loaded: nothing was picked up since."""
    steps = MovementStep.objects.filter(
        movement=movement, verb__in=(MovementVerb.PICK_UP, MovementVerb.HAND_OVER)
    ).order_by("-pk")
    return steps.values_list("verb", flat=True).first() == MovementVerb.HAND_OVER


def incoming(actor: Actor, site: Site) -> QuerySet[Movement]:
    """Return what is on the way to a site, with how many of its units are, the earliest first."""
    return (
        movements(actor)
        .filter(to_site=site, status=MovementStatus.PICKED_UP)
        .annotate(on_the_way=Count("lines", filter=Q(lines__state=LineState.PICKED_UP)))
        .order_by("picked_up_at", "pk")
    )


def outgoing(actor: Actor, site: Site) -> QuerySet[Movement]:
    """Return what waits at a site for its driver, with how many units still do, by the day it is planned for."""
    return (
        movements(actor)
        .filter(from_site=site, status__in=_WAITS_OR_TRAVELS, lines__state=LineState.PLANNED)
        .annotate(waiting=Count("lines", filter=Q(lines__state=LineState.PLANNED)))
        .order_by("planned_on", "pk")
    )


def waiting_for_hand_over(actor: Actor, site: Site) -> QuerySet[ReturnLine]:
    """Return the units at a site that wait for their owner, with the shelf they stand on now."""
    rows = access.narrow(actor, RETURN_VIEW, ReturnLine.objects.filter(state=ReturnLineState.WAITING))
    return (
        rows.filter(unit__site=site)
        .select_related("unit", "unit__shelf", "unit__model", "act", "act__client")
        .order_by("act__ordinal", "unit__shelf__sort_key", "pk")
    )


def return_acts(actor: Actor) -> QuerySet[ReturnAct]:
    """Return the return acts in reach with client and contract."""
    rows = ReturnAct.objects.select_related("client", "contract").defer("document_values")
    return access.narrow(actor, RETURN_VIEW, rows)


def return_lines(actor: Actor, act: ReturnAct) -> QuerySet[ReturnLine]:
    """Return the units of a return act in reach as they are now."""
    rows = access.narrow(actor, RETURN_VIEW, ReturnLine.objects.filter(act=act))
    return rows.select_related("unit", "unit__shelf", "unit__site").order_by("position")


def claims(actor: Actor) -> QuerySet[Claim]:
    """Return the claims in reach with what they are about."""
    rows = Claim.objects.select_related("movement", "return_act", "intake_act", "site", "unit", "responsible")
    return access.narrow(actor, CLAIM_VIEW, rows)


@dataclass(slots=True)
class Stop:
    """One place of a driver's day: what is fetched there and what is brought."""

    site: Site
    fetch: list[Movement] = field(default_factory=list)
    bring: list[Movement] = field(default_factory=list)


def due(day: date) -> Q:
    """Return which movements are to be driven up to a day.

    What is planned for the day that has begun where it is fetched is due too, whatever the driver's own day.
    """
    zoned = "(%(expressions)s)::date"
    at_its_start = Func(
        Value(clock.now()),
        F("from_site__time_zone"),
        template=zoned,
        arg_joiner=" AT TIME ZONE ",
        output_field=DateField(),
    )
    return Q(planned_on__lte=day) | Q(planned_on__lte=at_its_start)


def tasks(actor: Actor, day: date) -> list[Movement]:
    """Return a driver's movements that are under way or due up to a day, the earliest first."""
    rows = access.narrow(actor, MOVEMENT_DRIVE, Movement.objects.select_related("from_site", "to_site"))
    open_rows = rows.filter(status__in=_WAITS_OR_TRAVELS).filter(due(day) | Q(status=MovementStatus.PICKED_UP))
    counted = open_rows.annotate(
        waiting=Count("lines", filter=Q(lines__state=LineState.PLANNED)),
        loaded=Count("lines", filter=Q(lines__state=LineState.PICKED_UP)),
    )
    return list(counted.order_by("planned_on", "window_from", "pk"))


def stops(rows: list[Movement], order: Sequence[tuple[int, str]] = ()) -> list[Stop]:
    """Group a driver's movements by the place where something is to be done.

    With the `order` of a planned route ((movement, kind) of each job) as it says, a site maybe more than once; what the
    plan does not know comes last. Without one in the order in which the sites first appear.
    """
    jobs = [(row, row.from_site, JobKind.FETCH) for row in rows if getattr(row, "waiting", 0)]
    jobs += [(row, row.to_site, JobKind.BRING) for row in rows]
    if order:
        places = {job: place for place, job in enumerate(order)}
        jobs.sort(key=lambda job: places.get((job[0].pk, str(job[2])), len(places)))
    found: list[Stop] = []
    for row, site, kind in jobs if order else sorted(jobs, key=lambda job: rows.index(job[0])):
        known = [stop for stop in (found[-1:] if order else found) if stop.site.pk == site.pk]
        stop = known[0] if known else Stop(site)
        if not known:
            found.append(stop)
        (stop.fetch if kind == JobKind.FETCH else stop.bring).append(row)
    return found
