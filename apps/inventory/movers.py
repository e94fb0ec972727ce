"""Units in a merge of clients: a dated ownership begins with the one that stays, and with the old one when undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.common import merging
from apps.inventory.enums import ReservationState
from apps.inventory.models import PowerReservation, Unit, UnitOwnership
from apps.inventory.services import facts as dated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apps.common.merging import Fact, Merge


def _move(merge: Merge) -> list[Fact]:
    """Give the old client's units to the one that stays."""
    rows = list(Unit.objects.select_for_update().filter(owner_id=merge.source_id).order_by("pk"))
    _give(merge, rows, merge.target_id)
    return [{"id": unit.pk, "contract": unit.contract_id} for unit in rows]


def _put_back(merge: Merge, facts: list[Fact]) -> None:
    """Give back exactly these units, unless one has another owner or contract by now."""
    found = {unit.pk: unit for unit in Unit.objects.select_for_update().filter(pk__in=[one["id"] for one in facts])}
    for fact in facts:
        unit = found.get(fact["id"])
        if unit is None or (unit.owner_id, unit.contract_id) != (merge.target_id, fact["contract"]):
            raise merging.ChangedSince(what=f"{_('Equipment')} {unit.serial if unit else ''}".strip())
    _give(merge, [found[fact["id"]] for fact in facts], merge.source_id)


def _give(merge: Merge, rows: Iterable[Unit], client_id: int) -> None:
    """Close each unit's ownership and begin the next; the contract stays, it moves with its client."""
    for unit in rows:
        at = dated.moment(unit)
        dated.close(UnitOwnership, [unit.pk], at)
        dated.begin(
            UnitOwnership, by=merge.by, unit=unit, at=at, client_id=client_id, contract_id=unit.contract_id
        ).save(force_insert=True)
        unit.owner_id, unit.changed_at = client_id, at
        unit.save_version(unit.version, ["owner_id", "changed_at"])


def _move_reservations(merge: Merge) -> list[Fact]:
    """Give what is held for the old client to the one that stays; a reservation that is over keeps its client."""
    rows = PowerReservation.objects.select_for_update().filter(client_id=merge.source_id, state=ReservationState.ACTIVE)
    found = list(rows.order_by("pk"))
    for row in found:
        row.client_id = merge.target_id
        row.save_version(row.version, ["client_id"])
    return [{"id": row.pk} for row in found]


def _put_reservations_back(merge: Merge, facts: list[Fact]) -> None:
    """Give back those that are still the other client's."""
    rows = PowerReservation.objects.select_for_update().filter(pk__in=[one["id"] for one in facts])
    for row in rows.filter(client_id=merge.target_id).order_by("pk"):
        row.client_id = merge.source_id
        row.save_version(row.version, ["client_id"])


def register() -> None:
    """Join; called once when the app is ready."""
    merging.join(
        "crm.client",
        merging.Mover(
            "inventory.units",
            _("Equipment"),
            ("inventory.Unit.owner", "inventory.UnitOwnership.client"),
            lambda source_id: Unit.objects.filter(owner_id=source_id).count(),
            _move,
            _put_back,
            order=200,
        ),
    )
    merging.join(
        "crm.client",
        merging.Mover(
            "inventory.reservations",
            _("Reservations of power"),
            ("inventory.PowerReservation.client",),
            lambda source_id: PowerReservation.objects.filter(
                client_id=source_id, state=ReservationState.ACTIVE
            ).count(),
            _move_reservations,
            _put_reservations_back,
            order=210,
        ),
    )
