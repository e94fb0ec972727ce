"""Units that an actor may see, and how they are found by serial number and MAC address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common import access
from apps.inventory.models import Unit
from apps.inventory.permissions import UNIT_VIEW
from apps.inventory.rules.identity import TAIL, normal_serial

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def units(actor: Actor) -> QuerySet[Unit]:
    """Return the units in reach with model, owner, site and shelf."""
    rows = Unit.objects.select_related("model", "owner", "site", "shelf", "contract")
    return access.narrow(actor, UNIT_VIEW, rows)


def not_placed(actor: Actor, site_id: int | None = None) -> QuerySet[Unit]:
    """Return the units in reach that stand at a site with address storage, but on no shelf; oldest first."""
    rows = units(actor).filter(site__address_storage=True, shelf__isnull=True)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return rows.order_by("changed_at", "pk")


def find_units(actor: Actor, text: str) -> QuerySet[Unit]:
    """Return units in reach by serial number: four characters match the end, anything else any part."""
    wanted = normal_serial(text)
    if not wanted:
        return Unit.objects.none()
    rows = units(actor)
    if len(wanted) == TAIL:
        # The end of a label is what people read out; it has an index of its own.
        by_tail = rows.filter(serial_tail=wanted)
        if by_tail.exists():
            return by_tail.order_by("serial")
    return rows.filter(serial__contains=wanted).order_by("serial")


def units_by_serial(organisation_id: int, serials: Iterable[str]) -> dict[str, Unit]:
    """Return units by the serial numbers as they were given, normalised for comparison (one query)."""
    given = {normal_serial(serial): serial for serial in serials if serial}
    found = Unit.objects.filter(organisation_id=organisation_id, serial__in=list(given))
    result: dict[str, Unit] = {}
    for unit in found:
        result[given[unit.serial]] = unit
        result[unit.serial] = unit
    return result


def units_by_mac(organisation_id: int, macs: Iterable[str]) -> dict[str, Unit]:
    """Return units by the MAC addresses as they were given (one query by the blind index)."""
    index = Unit._meta.get_field("mac_index")
    given = {index.of(mac): mac for mac in macs if mac}
    found = Unit.objects.filter(organisation_id=organisation_id, mac_index__in=list(given))
    return {given[bytes(unit.mac_index)]: unit for unit in found}
