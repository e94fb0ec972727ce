"""Equipment of a client in figures: units per state, kilowatts, terahashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from apps.common import access
from apps.inventory.models import EquipmentModel, Unit
from apps.inventory.permissions import UNIT_VIEW

if TYPE_CHECKING:
    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class EquipmentSummary:
    """Units by state, total power by nameplate in watts, total nameplate hashrate in TH/s of SHA-256 machines.

    Hashrates of different algorithms are not comparable, so only SHA-256 is added up.
    """

    by_state: Mapping[str, int]
    power_w: int
    hashrate_ths: Decimal

    @property
    def unit_count(self) -> int:
        """All units."""
        return sum(self.by_state.values())

    @property
    def power_kw(self) -> Decimal:
        """Total power in kW."""
        return Decimal(self.power_w) / 1000

    @property
    def hashrate_phs(self) -> Decimal:
        """Total hashrate in PH/s."""
        return self.hashrate_ths / 1000


def hashrate_ths_of(model: EquipmentModel) -> Decimal:
    """Return the nameplate hashrate of one SHA-256 machine, nought for any other: only like is added to like."""
    ths = model.hashrate_ths
    return ths if model.algorithm == "SHA-256" and ths is not None else Decimal(0)


def equipment_of_client(actor: Actor, client_id: int) -> EquipmentSummary:
    """Return the figures of one client's units that the actor may see (two queries)."""
    rows = access.narrow(actor, UNIT_VIEW, Unit.objects.filter(owner_id=client_id))
    groups = list(rows.order_by().values_list("state", "model_id").annotate(Count("id"), Sum("power_w")))
    models = EquipmentModel.objects.in_bulk({model_id for _state, model_id, _count, _power in groups})
    by_state: dict[str, int] = {}
    hashrate = Decimal(0)
    for state, model_id, count, _power in groups:
        by_state[state] = by_state.get(state, 0) + count
        model = models[model_id]
        hashrate += hashrate_ths_of(model) * count
    return EquipmentSummary(by_state, sum(power for _state, _model, _count, power in groups), hashrate)
