"""Finding units by what a machine says of itself: serial number, MAC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common import access
from apps.inventory.models import Unit
from apps.inventory.rules.identity import normal_serial

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apps.common.access import Permission
    from apps.common.actor import Actor

TAIL_LENGTH = 4


def units_by_serial(organisation_id: int, serials: Iterable[str]) -> dict[str, Unit]:
    """Return units by the serial numbers as they were given. The caller holds a system scope."""
    asked = {normal_serial(serial): serial for serial in serials}
    rows = Unit.objects.filter(organisation_id=organisation_id, serial__in=asked)
    return {asked[unit.serial]: unit for unit in rows}


def units_by_mac(organisation_id: int, macs: Iterable[str]) -> dict[str, Unit]:
    """Return units by the MAC addresses as they were given. The caller holds a system scope."""
    field = Unit._meta.get_field("mac_index")
    asked = {field.of(mac): mac for mac in macs}
    rows = Unit.objects.filter(organisation_id=organisation_id, mac_index__in=list(asked))
    return {asked[bytes(unit.mac_index)]: unit for unit in rows}


def find_unit(actor: Actor, permission: Permission, text: str) -> Unit | None:
    """Return the one unit in reach with this serial number or these last four characters; None when not exactly one."""
    wanted = normal_serial(text)
    rows = access.narrow(actor, permission, Unit.objects.all())
    exact = rows.filter(serial=wanted).first()
    if exact is not None or len(wanted) != TAIL_LENGTH:
        return exact
    ends = list(rows.filter(serial_tail=wanted)[:2])
    return ends[0] if len(ends) == 1 else None
