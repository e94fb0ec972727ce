"""The chain of custody of a unit with its gaps and documents, and who holds what now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from apps.common import access
from apps.logistics.models import Claim, CustodyRecord, IntakeAct, Movement, ReturnAct
from apps.logistics.permissions import CLAIM_VIEW, CUSTODY_VIEW, INTAKE_VIEW, MOVEMENT_VIEW, RETURN_VIEW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor
    from apps.inventory.models import Unit

_DOCUMENTS: Final[tuple[tuple[type[Any], Permission, str], ...]] = (
    (IntakeAct, INTAKE_VIEW, "logistics:intake"),
    (Movement, MOVEMENT_VIEW, "logistics:movement"),
    (ReturnAct, RETURN_VIEW, "logistics:return"),
    (Claim, CLAIM_VIEW, "logistics:claim"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain; a gap (nobody is known to have held the unit) has no record."""

    start: datetime
    end: datetime | None
    record: CustodyRecord | None
    document_url: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether nobody is known to have held the unit."""
        return self.record is None


def custody_of(actor: Actor, unit: Unit) -> list[Link]:
    """Return the chain of a unit in reach, oldest first, gaps marked, documents in reach linked (five queries).

    A unit that was lost, written off or withdrawn is held by nobody from then on: the last link is a gap.
    """
    rows = list(access.narrow(actor, CUSTODY_VIEW, CustodyRecord.objects.filter(unit=unit)).order_by("during"))
    pages = _documents(actor, {row.document for row in rows})
    links: list[Link] = []
    for row in rows:
        start = row.during.lower
        if links and links[-1].end is not None and links[-1].end < start:
            links.append(Link(links[-1].end, start, None))
        links.append(Link(start, row.during.upper, row, pages.get(row.document, "")))
    if links and links[-1].end is not None:
        links.append(Link(links[-1].end, None, None))
    return links


def _documents(actor: Actor, numbers: Iterable[str]) -> Mapping[str, str]:
    """Return the addresses of the documents of these numbers that the actor may see."""
    wanted = [number for number in numbers if number]
    found: dict[str, str] = {}
    for model, permission, page in _DOCUMENTS:
        if not wanted or not access.holds(actor, permission):
            continue
        rows = model.objects.filter(organisation_id=actor.tenant_id, number__in=wanted)
        for number, uid in access.narrow(actor, permission, rows).order_by().values_list("number", "uid"):
            found.setdefault(number, reverse(page, args=[uid]))
    return found


def holdings(actor: Actor) -> QuerySet[CustodyRecord]:
    """Return who holds what now: the open links in reach, with unit and owner."""
    rows = CustodyRecord.objects.select_related("unit", "unit__model", "owner", "site")
    return access.narrow(actor, CUSTODY_VIEW, rows.filter(during__upper_inf=True))
