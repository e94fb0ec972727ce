"""Equipment of a client in figures: units per state, kilowatts, terahashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateTimeField, F, Func, Sum
from django.db.models.functions import TruncMonth

from apps.common import access
from apps.inventory.enums import UnitState
from apps.inventory.models import EquipmentModel, Unit, UnitOwnership
from apps.inventory.permissions import UNIT_VIEW

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from apps.common.actor import Actor

_W_PER_KW = 1000
_THS_PER_PHS = 1000
_MONTHS = 12
_GONE = (UnitState.RETURNED, UnitState.LOST, UnitState.WRITTEN_OFF)


@dataclass(frozen=True, slots=True)
class ModelShare:
    """How many units of one model there are, what they draw and hash by nameplate."""

    model: EquipmentModel
    count: int
    power_w: int

    @property
    def power_kw(self) -> Decimal:
        """Their power in kW."""
        return Decimal(self.power_w) / _W_PER_KW

    @property
    def hashrate_phs(self) -> Decimal:
        """Their hashrate in PH/s, nought for other algorithms than SHA-256."""
        return hashrate_ths_of(self.model) * self.count / _THS_PER_PHS


@dataclass(frozen=True, slots=True)
class Growth:
    """How many units a client had at the end of a month, and their power."""

    month: date
    unit_count: int
    power_w: int

    @property
    def power_kw(self) -> Decimal:
        """The power in kW."""
        return Decimal(self.power_w) / _W_PER_KW


@dataclass(frozen=True, slots=True)
class EquipmentSummary:
    """Units by state and model, total power in watts and total hashrate in TH/s, both by nameplate.

    Hashrates of different algorithms are not comparable, so only SHA-256 is added up.
    """

    by_state: Mapping[str, int]
    power_w: int
    hashrate_ths: Decimal
    by_model: tuple[ModelShare, ...] = ()

    @property
    def unit_count(self) -> int:
        """All units."""
        return sum(self.by_state.values())

    @property
    def power_kw(self) -> Decimal:
        """Total power in kW."""
        return Decimal(self.power_w) / _W_PER_KW

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
    shares: dict[int, tuple[int, int]] = {}
    hashrate = Decimal(0)
    for state, model_id, count, power in groups:
        by_state[state] = by_state.get(state, 0) + count
        counted, drawn = shares.get(model_id, (0, 0))
        shares[model_id] = (counted + count, drawn + power)
        hashrate += hashrate_ths_of(models[model_id]) * count
    by_model = sorted((ModelShare(models[key], *share) for key, share in shares.items()), key=lambda one: -one.count)
    power_w = sum(power for _state, _model, _count, power in groups)
    return EquipmentSummary(by_state, power_w, hashrate, tuple(by_model))


def growth_of_client(actor: Actor, client_id: int, today: date) -> list[Growth]:
    """Return the units and power that a client had at the end of each of the last twelve months (three queries).

    A unit counts from the month it became the client's until the month it was another's, returned, lost or written off.
    """
    mine = access.narrow(actor, UNIT_VIEW, UnitOwnership.objects.filter(client_id=client_id)).order_by()
    begun = _steps(mine.annotate(of=TruncMonth(_bound("lower"))), "unit__power_w")
    passed = _steps(mine.exclude(during__upper_inf=True).annotate(of=TruncMonth(_bound("upper"))), "unit__power_w")
    left = access.narrow(actor, UNIT_VIEW, Unit.objects.filter(owner_id=client_id, state__in=_GONE)).order_by()
    gone = _steps(left.annotate(of=TruncMonth("changed_at")), "power_w")
    found = []
    for month in _last_months(today):
        count, power = 0, 0
        for sign, steps in ((1, begun), (-1, passed), (-1, gone)):
            for at, number, watts in steps:
                if at.date() <= month:
                    count, power = count + sign * number, power + sign * watts
        found.append(Growth(month, count, power))
    return found


def _bound(side: str) -> Func:
    """Return where a dated fact begins («lower») or ends («upper»)."""
    return Func(F("during"), function=side, output_field=DateTimeField())


def _steps(rows: QuerySet[Any], power: str) -> list[tuple[datetime, int, int]]:
    """Return (month, units, watts) of rows that carry their month in `of`."""
    return list(rows.values_list("of").annotate(Count("pk"), Sum(power)))


def _last_months(today: date) -> list[date]:
    """Return the first days of the last twelve months, this one included."""
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - _MONTHS + 1, last + 1)]
