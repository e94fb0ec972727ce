"""Components: the one door of where a piece with a serial number is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.common.clock import now
from apps.inventory.exceptions import WrongSerial
from apps.inventory.rules.identity import normal_serial, serial_is_well_formed
from apps.inventory.service_centre.enums import ComponentState
from apps.inventory.service_centre.exceptions import (
    ComponentElsewhere,
    ComponentKnown,
    NoSerials,
    PositionTaken,
    SerialsNeeded,
)
from apps.inventory.service_centre.models import Component, ComponentPlacement
from apps.inventory.service_centre.services.locking import lock_components

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from apps.common.actor import Actor
    from apps.inventory.models import Site, Unit
    from apps.inventory.service_centre.models import Part

_INSTANT: Final = timedelta(microseconds=1)
_CLOSE: Final = (
    "UPDATE inventory_componentplacement SET during = tstzrange(lower(during), %s), updated_at = now() "
    "WHERE component_id = %s AND upper_inf(during)"
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a component is: in a bin of a site, in a unit at a position, or nowhere."""

    state: ComponentState
    site: Site | None = None
    bin: str = ""
    unit: Unit | None = None
    position: int | None = None

    @classmethod
    def stocked(cls, site: Site, bin_: str) -> Where:
        """In a bin."""
        return cls(ComponentState.IN_STOCK, site=site, bin=bin_)

    @classmethod
    def installed(cls, unit: Unit, position: int) -> Where:
        """In a unit."""
        return cls(ComponentState.INSTALLED, unit=unit, position=position)

    @classmethod
    def scrapped(cls) -> Where:
        """Nowhere."""
        return cls(ComponentState.SCRAPPED)


def told(component: Component) -> str:
    """Return in words where a component is."""
    word = str(ComponentState(component.state).label)
    if component.state == ComponentState.INSTALLED and component.unit:
        return f"{word}: {component.unit.serial}, {component.position}"
    if component.state == ComponentState.IN_STOCK and component.site:
        return f"{word}: {component.site.name} {component.bin}".strip()
    return word


def tidy_serials(part: Part, serials: Sequence[str], quantity: Decimal, field: str = "serials") -> list[str]:
    """Return the serial numbers normalised, as many as pieces.

    Raises SerialsNeeded (too few, too many, one twice), NoSerials, WrongSerial.
    """
    if not part.is_serial:
        if serials:
            raise NoSerials(field=field, part=part.name)
        return []
    tidy = [normal_serial(serial) for serial in serials]
    for serial in tidy:
        if not serial_is_well_formed(serial):
            raise WrongSerial(field=field, serial=serial)
    if len(tidy) != quantity or len(set(tidy)) != len(tidy):
        raise SerialsNeeded(field=field, part=part.name)
    return tidy


def make(
    part: Part, serials: Sequence[str], where: Where, *, by: Actor, document: str, at: datetime | None
) -> list[Component]:
    """Make components that were not known before. Raises ComponentKnown naming the first that was."""
    known = Component.objects.filter(organisation_id=part.organisation_id, serial__in=serials).order_by("pk").first()
    if known is not None:
        raise ComponentKnown(field="serials", serial=known.serial, where=told(known))
    instant = at or now()
    rows = [
        Component(
            organisation_id=part.organisation_id,
            part=part,
            serial=serial,
            state=where.state,
            site=where.site,
            bin=where.bin,
            unit=where.unit,
            position=where.position,
            changed_at=instant,
        )
        for serial in serials
    ]
    try:
        with transaction.atomic():
            Component.objects.bulk_create(rows)
    except IntegrityError as error:
        raise ComponentKnown(field="serials", serial=", ".join(serials), where="…") from error
    ComponentPlacement.objects.bulk_create([_fact(row, by, document, instant) for row in rows])
    return rows


def found(part: Part, serials: Sequence[str], site: Site, bin_: str) -> list[Component]:
    """Lock components that lie in a bin and return them in the order named. Raises ComponentElsewhere."""
    rows = lock_components(part, serials)
    chosen = []
    for serial in serials:
        row = rows.get(serial)
        if row is None:
            raise ComponentElsewhere(field="serials", serial=serial, where="—")
        if (row.state, row.site_id, row.bin) != (ComponentState.IN_STOCK, site.pk, bin_):
            raise ComponentElsewhere(field="serials", serial=serial, where=told(row))
        chosen.append(row)
    return chosen


def move(component: Component, where: Where, *, by: Actor, document: str, at: datetime | None) -> Component:
    """Take a locked component to another place: its open fact is closed and the next begins at the same instant.

    Raises PositionTaken when the position holds another component.
    """
    if where.unit is not None:
        other = Component.objects.filter(unit=where.unit, position=where.position).exclude(pk=component.pk).first()
        if other is not None:
            raise PositionTaken(
                field="position", position=where.position, serial=where.unit.serial, component=other.serial
            )
    instant = max(at or now(), component.changed_at + _INSTANT)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [instant, component.pk])
    component.state, component.site, component.bin = where.state, where.site, where.bin
    component.unit, component.position, component.changed_at = where.unit, where.position, instant
    component.save_version(component.version, ["state", "site_id", "bin", "unit_id", "position", "changed_at"])
    _fact(component, by, document, instant).save(force_insert=True)
    return component


def _fact(component: Component, by: Actor, document: str, at: datetime) -> ComponentPlacement:
    """Return the fact that a component is where its columns say, from `at` on."""
    return ComponentPlacement(
        organisation_id=component.organisation_id,
        component=component,
        during=DateTimeTZRange(at, None),
        state=component.state,
        site=component.site,
        bin=component.bin,
        unit=component.unit,
        position=component.position,
        document=document.strip()[:80],
        by_label=by.label[:160],
    )
