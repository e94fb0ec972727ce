"""Dated facts: the open one is closed and the next begins at the same instant; columns of the unit follow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.common.clock import now
from apps.common.errors import Invalid
from apps.inventory.models import UnitPlacement, UnitStatus
from apps.inventory.participants import Place

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.enums import UnitState
    from apps.inventory.models import Unit
    from apps.inventory.models.facts import UnitFact

FactT = TypeVar("FactT", bound="UnitFact")
_INSTANT = timedelta(microseconds=1)


def moment(unit: Unit, at: datetime | None = None) -> datetime:
    """Return the instant of the next fact of a locked unit: now, or the stated one; always after the last fact.

    Raises Invalid for a stated instant before the last fact or in the future.
    """
    earliest, latest = unit.changed_at + _INSTANT, now()
    if at is None:
        return max(earliest, latest)
    if not earliest <= at <= latest:
        raise Invalid(field="at")
    return at


def close(model: type[UnitFact], unit_ids: Collection[int], at: datetime) -> None:
    """End the open facts of these units at `at` (one statement)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET during = tstzrange(lower(during), %s), updated_at = now() '  # noqa: S608 - our own table
            "WHERE unit_id = ANY(%s) AND upper_inf(during)",
            [at, list(unit_ids)],
        )


def begin(model: type[FactT], *, by: Actor, unit: Unit, at: datetime, document: str = "", **values: Any) -> FactT:
    """Return a fact that begins at `at` and is open; the caller saves it."""
    return model(
        organisation_id=unit.organisation_id,
        unit=unit,
        during=DateTimeTZRange(at, None),
        document=document,
        by_label=by.label[:160],
        **values,
    )


def write_place(unit: Unit, place: Place | None, *, by: Actor, at: datetime, document: str) -> None:
    """Close the unit's place and open the next; None leaves it without one."""
    close(UnitPlacement, [unit.pk], at)
    if place is not None:
        begin(
            UnitPlacement,
            by=by,
            unit=unit,
            at=at,
            document=document,
            site_id=place.site_id,
            shelf_id=place.shelf_id,
            slot=place.slot,
            holder_id=place.holder_id,
        ).save(force_insert=True)
    unit.site_id = place.site_id if place else None
    unit.shelf_id = place.shelf_id if place else None


def write_state(unit: Unit, state: UnitState, *, by: Actor, at: datetime, why: str, document: str) -> None:
    """Close the unit's state and open the next."""
    close(UnitStatus, [unit.pk], at)
    begin(UnitStatus, by=by, unit=unit, at=at, document=document, state=state, why=why[:300]).save(force_insert=True)
    unit.state = state
