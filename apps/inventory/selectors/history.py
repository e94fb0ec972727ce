"""The past of a unit: where it was and whose it was at an instant, and the whole history in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from apps.common import access
from apps.inventory.models import Unit, UnitOwnership, UnitPlacement, UnitSerial, UnitStatus
from apps.inventory.permissions import UNIT_VIEW

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Moment:
    """A unit at one instant; None where no fact holds (not yet registered, given back, lost)."""

    serial: str | None
    state: str | None
    site: str | None
    shelf: str | None
    holder: str | None
    client: str | None
    contract: str | None


def where_and_whose(actor: Actor, unit: Unit, at: datetime) -> Moment:
    """Return where the unit was, whose it was, in which state and under which number at `at` (one query)."""
    rows = access.narrow(actor, UNIT_VIEW, Unit.objects.filter(pk=unit.pk))
    found = (
        rows.annotate(
            then_serial=_fact(UnitSerial, at, "serial"),
            then_state=_fact(UnitStatus, at, "state"),
            then_site=_fact(UnitPlacement, at, "site__name"),
            then_shelf=_fact(UnitPlacement, at, "shelf__label"),
            then_holder=_fact(UnitPlacement, at, "holder__name"),
            then_client=Coalesce(
                NullIf(_fact(UnitOwnership, at, "client__short_name"), Value("")),
                _fact(UnitOwnership, at, "client__name"),
            ),
            then_contract=_fact(UnitOwnership, at, "contract__number"),
        )
        .values_list(
            "then_serial", "then_state", "then_site", "then_shelf", "then_holder", "then_client", "then_contract"
        )
        .first()
    )
    return Moment(*found) if found else Moment(None, None, None, None, None, None, None)


def _fact(model: type[Model], at: datetime, field: str) -> Subquery:
    """Return one column of the fact that holds at an instant."""
    holding = model._default_manager.filter(unit=OuterRef("pk"), during__contains=at)
    return Subquery(holding.values(field)[:1])


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a unit's history."""

    at: datetime
    until: datetime | None
    kind: str  # state, place, owner or serial
    value: str
    detail: str
    document: str
    by: str


def history_of(actor: Actor, unit: Unit) -> list[Step]:
    """Return the unit's dated facts, newest first (four queries).

    A client's user sees what happened while the unit was theirs.
    """
    if not access.may(actor, UNIT_VIEW, unit):
        return []
    since: datetime | None = None
    if actor.is_client:
        mine = UnitOwnership.objects.filter(unit=unit, during__upper_inf=True).first()
        since = mine.during.lower if mine else None
    steps = [*_states(unit), *_places(unit), *_owners(unit), *_serials(unit)]
    if actor.is_client:
        steps = [step for step in steps if since is not None and step.at >= since]
    return sorted(steps, key=lambda step: (step.at, step.kind), reverse=True)


def _states(unit: Unit) -> list[Step]:
    return [
        Step(fact.during.lower, fact.during.upper, "state", fact.state, fact.why, fact.document, fact.by_label)
        for fact in UnitStatus.objects.filter(unit=unit)
    ]


def _places(unit: Unit) -> list[Step]:
    rows = UnitPlacement.objects.filter(unit=unit).values_list(
        "during", "site__name", "holder__name", "shelf__label", "document", "by_label"
    )
    return [
        Step(during.lower, during.upper, "place", site or holder or "", shelf or "", document, by)
        for during, site, holder, shelf, document, by in rows
    ]


def _owners(unit: Unit) -> list[Step]:
    rows = UnitOwnership.objects.filter(unit=unit).select_related("client", "contract")
    return [
        Step(
            fact.during.lower,
            fact.during.upper,
            "owner",
            str(fact.client),
            str(fact.contract.number or "") if fact.contract else "",
            fact.document,
            fact.by_label,
        )
        for fact in rows
    ]


def _serials(unit: Unit) -> list[Step]:
    return [
        Step(fact.during.lower, fact.during.upper, "serial", fact.serial, "", fact.document, fact.by_label)
        for fact in UnitSerial.objects.filter(unit=unit)
    ]
