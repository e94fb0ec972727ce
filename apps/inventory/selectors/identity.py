"""Finding the one unit that a person names by its serial number or the end of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common import access
from apps.inventory.models import Unit
from apps.inventory.rules.identity import normal_serial
from apps.inventory.rules.labels import read_link

if TYPE_CHECKING:
    from apps.common.access import Permission
    from apps.common.actor import Actor

TAIL_LENGTH = 4


def find_unit(actor: Actor, permission: Permission, text: str) -> Unit | None:
    """Return the one unit in reach with this serial number or these last four characters; None when not exactly one.

    The link of a label's code names its unit too.
    """
    rows = access.narrow(actor, permission, Unit.objects.all())
    link = read_link(text)
    if link is not None and link.kind == "unit":
        return rows.filter(uid=link.uid).first()
    wanted = normal_serial(text)
    exact = rows.filter(serial=wanted).first()
    if exact is not None or len(wanted) != TAIL_LENGTH:
        return exact
    ends = list(rows.filter(serial_tail=wanted)[:2])
    return ends[0] if len(ends) == 1 else None
