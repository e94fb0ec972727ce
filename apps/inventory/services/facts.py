"""Dated facts: the open one is closed and the next begins at the same instant; many units share the statements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.common.clock import now
from apps.common.db.dated import begin_rows
from apps.common.errors import Invalid, StaleVersion
from apps.inventory.models import UnitPlacement, UnitStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Unit
    from apps.inventory.models.facts import UnitFact
    from apps.inventory.participants import Change

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


def close_each(model: type[UnitFact], ends: Sequence[tuple[int, datetime]]) -> None:
    """End the open fact of each of these units at its own instant (one statement)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" AS fact SET during = tstzrange(lower(fact.during), change.at), updated_at = now() '  # noqa: S608 - our own table
            "FROM (SELECT unnest(%s::bigint[]) AS unit_id, unnest(%s::timestamptz[]) AS at) AS change "
            "WHERE fact.unit_id = change.unit_id AND upper_inf(fact.during)",
            [[unit_id for unit_id, _at in ends], [at for _unit_id, at in ends]],
        )


def write_changes(changes: Sequence[Change], *, by: Actor) -> None:
    """Write the places and states of these steps, one of a unit at most, and the columns of the units.

    Five statements, however many units. Raises StaleVersion when a unit was not the one that was locked.
    """
    moved = [change for change in changes if change.place != change.place_before]
    turned = [change for change in changes if change.after != change.before]
    if moved:
        close_each(UnitPlacement, [(change.unit.pk, change.at) for change in moved])
        staying = [(change, change.place) for change in moved if change.place]
        begin_all(
            UnitPlacement,
            by=by,
            **_open([change for change, _place in staying]),
            site_id=[place.site_id for _change, place in staying],
            shelf_id=[place.shelf_id for _change, place in staying],
            slot=[place.slot for _change, place in staying],
            holder_id=[place.holder_id for _change, place in staying],
        )
    if turned:
        close_each(UnitStatus, [(change.unit.pk, change.at) for change in turned])
        begin_all(
            UnitStatus,
            by=by,
            **_open(turned),
            state=[change.after for change in turned],
            why=[change.why[:300] for change in turned],
        )
    _mirror([change.unit for change in changes])


def _open(changes: Sequence[Change]) -> dict[str, Any]:
    """Return units, instants and documents of the facts that these steps begin."""
    return {
        "units": [change.unit for change in changes],
        "at": [change.at for change in changes],
        "document": [change.document for change in changes],
    }


_MIRROR = """
UPDATE inventory_unit AS unit SET state = change.state, site_id = change.site_id, shelf_id = change.shelf_id,
    changed_at = change.at, version = unit.version + 1
FROM (SELECT unnest(%s::bigint[]) AS id, unnest(%s::int[]) AS version, unnest(%s::text[]) AS state,
    unnest(%s::bigint[]) AS site_id, unnest(%s::bigint[]) AS shelf_id, unnest(%s::timestamptz[]) AS at) AS change
WHERE unit.id = change.id AND unit.version = change.version
"""


def _mirror(units: Sequence[Unit]) -> None:
    """Write the columns that mirror the open facts, and count the versions up (one statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MIRROR,
            [
                [unit.pk for unit in units],
                [unit.version for unit in units],
                [str(unit.state) for unit in units],
                [unit.site_id for unit in units],
                [unit.shelf_id for unit in units],
                [unit.changed_at for unit in units],
            ],
        )
        if cursor.rowcount != len(units):
            raise StaleVersion
    for unit in units:
        unit.version += 1
