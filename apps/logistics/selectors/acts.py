"""Intake acts in reach, and what a list of serial numbers would meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.common import access
from apps.inventory.enums import UnitState
from apps.inventory.models import Unit
from apps.logistics.models import IntakeAct, IntakeLine
from apps.logistics.permissions import INTAKE_REGISTER, INTAKE_VIEW
from apps.logistics.rules.serial_lists import Entry, Problem, parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from apps.common.actor import Actor

_MAY_COME_IN = frozenset({UnitState.EXPECTED, UnitState.RETURNED})


def intake_acts(actor: Actor) -> QuerySet[IntakeAct]:
    """Return the acts in reach with client, contract and site."""
    rows = IntakeAct.objects.select_related("client", "contract", "site").defer("document_values")
    return access.narrow(actor, INTAKE_VIEW, rows)


def act_lines(actor: Actor, act: IntakeAct) -> QuerySet[IntakeLine]:
    """Return the lines of an act in reach with their units as they are now."""
    rows = access.narrow(actor, INTAKE_VIEW, IntakeLine.objects.filter(act=act))
    return rows.select_related("unit").order_by("position")


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """One entry of a list with the reason why it cannot be taken, empty when it can."""

    entry: Entry
    reason: str
    returns: bool = False  # the unit was here before and may come in again


def check_serials(actor: Actor, text: str, *, taken: Collection[str] = ()) -> list[CheckedEntry]:
    """Return each entry of a typed list with what stands in its way (one query).

    `taken` are numbers that stand in other groups of the same act.
    """
    access.require(actor, INTAKE_REGISTER)
    entries = parse(text)
    known = dict(
        Unit.objects.filter(
            organisation_id=actor.tenant_id, serial__in=[entry.serial for entry in entries]
        ).values_list("serial", "state")
    )
    return [_checked(entry, known.get(entry.serial), taken) for entry in entries]


def _checked(entry: Entry, state: str | None, taken: Collection[str]) -> CheckedEntry:
    """Return an entry with its reason in words."""
    if entry.problem is Problem.WRONG:
        return CheckedEntry(entry, _("not a serial number (4 to 64 Latin letters, digits and . _ / -)"))
    if entry.problem is Problem.DOUBLE or entry.serial in taken:
        return CheckedEntry(entry, _("named twice"))
    if state is None:
        return CheckedEntry(entry, "")
    if UnitState(state) in _MAY_COME_IN:
        return CheckedEntry(entry, "", returns=True)
    return CheckedEntry(entry, _("is here already: %(state)s") % {"state": UnitState(state).label})
