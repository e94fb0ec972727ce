"""The chain of custody of a unit, with its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.common import access
from apps.logistics.models import CustodyRecord
from apps.logistics.permissions import CUSTODY_VIEW

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Unit


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain; a gap (nobody is known to have held the unit) has no record."""

    start: datetime
    end: datetime | None
    record: CustodyRecord | None


def custody_of(actor: Actor, unit: Unit) -> list[Link]:
    """Return the chain of a unit in reach, oldest first, gaps marked (one query)."""
    rows = access.narrow(actor, CUSTODY_VIEW, CustodyRecord.objects.filter(unit=unit)).order_by("during")
    links: list[Link] = []
    for row in rows:
        start = row.during.lower
        if links and links[-1].end is not None and links[-1].end < start:
            links.append(Link(links[-1].end, start, None))
        links.append(Link(start, row.during.upper, row))
    return links
