"""Dated facts: the open one is closed and the next begins at the same instant; many units share the statements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.common.clock import now
from apps.common.db.dated import begin_rows
from apps.common.errors import Invalid, StaleVersion
from apps.inventory.participants import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Unit
    from apps.inventory.models.facts import UnitFact
    from apps.inventory.participants import Change

FactT = TypeVar("FactT", bound="UnitFact")
_INSTANT = timedelta(microseconds=1)
_NOWHERE = Place()


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


def begin_all(
    model: type[UnitFact],
    *,
    by: Actor,
    units: Sequence[Unit],
    at: Sequence[datetime],
    document: Sequence[str],
    **columns: Sequence[Any],
) -> None:
    """Write an open fact of each of these units, from its own instant (one statement); nothing for no units.

    `columns` are the values of the model's own columns (`site_id`, `state` …), one for each unit.
    """
    begin_rows(
        model,
        at,
        organisation_id=[unit.organisation_id for unit in units],
        unit_id=[unit.pk for unit in units],
        document=document,
        by_label=[by.label[:160]] * len(units),
        **columns,
    )


_WRITE_STEPS = """
SELECT inventory_write_steps(%s, %s::bigint[], %s::int[], %s::timestamptz[], %s::boolean[], %s::bigint[], %s::bigint[],
    %s::smallint[], %s::bigint[], %s::boolean[], %s::text[], %s::text[], %s::text[])
"""


def write_steps(changes: Sequence[Change], *, by: Actor) -> None:
    """Write the places and states of these steps, one of a unit at most, and the columns of the units (one statement).

    Raises StaleVersion when a unit was not the one that was locked.
    """
    units, places = [change.unit for change in changes], [change.place or _NOWHERE for change in changes]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE_STEPS,
            [
                by.label[:160],
                [unit.pk for unit in units],
                [unit.version for unit in units],
                [change.at for change in changes],
                [change.place != change.place_before for change in changes],
                [place.site_id for place in places],
                [place.shelf_id for place in places],
                [place.slot for place in places],
                [place.holder_id for place in places],
                [change.after != change.before for change in changes],
                [change.after.value for change in changes],
                [change.document for change in changes],
                [change.why[:300] for change in changes],
            ],
        )
        if cursor.fetchone()[0] != len(units):
            raise StaleVersion
    for unit in units:
        unit.version += 1
