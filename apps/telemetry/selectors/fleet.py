"""Fleets in figures: machines by state, hashrate, power, problems by severity, over what an actor may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When

from apps.common import access
from apps.common.clock import now
from apps.telemetry.enums import NO_DATA, STALE, STATE_KEYS, MachineState, Severity
from apps.telemetry.models import FleetFigures
from apps.telemetry.permissions import TELEMETRY_VIEW
from apps.telemetry.selectors.devices import devices, problems

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.telemetry.models import Device, Problem

# Values of `shown_state` beside those of MachineState.
NO_DATA_STATE, STALE_STATE = -2, -1
_ONLINE = frozenset({"mining", "starting", "sleeping", "no_hashrate", "error"})


@dataclass(slots=True)
class FleetSummary:
    """Figures over machines: how many are in each state, what those that are read now hash and draw."""

    by_state: Counter[str] = field(default_factory=Counter)
    hashrate_ths: float = 0.0
    power_w: float = 0.0
    # Of the machines that report both their hashrate and their power: only these tell the efficiency.
    paired_hashrate_ths: float = 0.0
    paired_power_w: float = 0.0

    @property
    def machines(self) -> int:
        """All machines."""
        return self.by_state.total()

    @property
    def online(self) -> int:
        """Machines that answer now, mining or not."""
        return sum(count for state, count in self.by_state.items() if state in _ONLINE)

    @property
    def mining(self) -> int:
        """Machines that mine now."""
        return self.by_state["mining"]

    @property
    def unread(self) -> int:
        """Machines of which nothing is known now."""
        return self.by_state[NO_DATA] + self.by_state[STALE]

    @property
    def online_percent(self) -> float | None:
        """Share of machines that answer, in per cent; None without machines."""
        return 100 * self.online / self.machines if self.machines else None

    @property
    def efficiency_j_per_th(self) -> float | None:
        """Joules per terahash of the mining machines that report both; None when none does."""
        return self.paired_power_w / self.paired_hashrate_ths if self.paired_hashrate_ths else None


def with_shown_state(rows: QuerySet[Device], at: datetime | None = None) -> QuerySet[Device]:
    """Annotate devices with `shown_state`: the state of a fresh reading, below zero for no or a stale one."""
    return rows.annotate(
        shown_state=Case(
            When(live__isnull=True, then=Value(NO_DATA_STATE)),
            When(live__fresh_until__lte=at or now(), then=Value(STALE_STATE)),
            default=F("live__state"),
            output_field=IntegerField(),
        )
    )


def _key(shown_state: int) -> str:
    """Return the status key of a shown state."""
    return {NO_DATA_STATE: NO_DATA, STALE_STATE: STALE}.get(shown_state) or STATE_KEYS[MachineState(shown_state)]


def fleet_by_site(actor: Actor) -> Mapping[int, FleetSummary]:
    """Return the figures of the machines in reach, by the id of their site (one query)."""
    paired = Q(live__hashrate_ths__isnull=False, live__power_w__isnull=False)
    # The annotation is made in a function, where the type checker does not follow it.
    states: QuerySet[Any] = with_shown_state(devices(actor).select_related(None))
    groups = (
        states.order_by()
        .values_list("site_id", "shown_state")
        .annotate(
            count=Count("pk"),
            hashrate_ths=Sum("live__hashrate_ths"),
            power_w=Sum("live__power_w"),
            paired_hashrate_ths=Sum("live__hashrate_ths", filter=paired),
            paired_power_w=Sum("live__power_w", filter=paired),
        )
    )
    found: dict[int, FleetSummary] = {}
    for site_id, state, count, hashrate_ths, power_w, paired_hashrate_ths, paired_power_w in groups:
        summary = found.setdefault(site_id, FleetSummary())
        summary.by_state[_key(state)] += count
        if state >= 0:
            summary.power_w += power_w or 0.0
        if state == MachineState.MINING:
            summary.hashrate_ths += hashrate_ths or 0.0
            summary.paired_hashrate_ths += paired_hashrate_ths or 0.0
            summary.paired_power_w += paired_power_w or 0.0
    return found


def added_up(parts: Mapping[int, FleetSummary]) -> FleetSummary:
    """Return the figures of all parts together."""
    whole = FleetSummary()
    for part in parts.values():
        whole.by_state.update(part.by_state)
        whole.hashrate_ths += part.hashrate_ths
        whole.power_w += part.power_w
        whole.paired_hashrate_ths += part.paired_hashrate_ths
        whole.paired_power_w += part.paired_power_w
    return whole


def fleet_summary(actor: Actor) -> FleetSummary:
    """Return the figures over all machines in reach (one query)."""
    return added_up(fleet_by_site(actor))


def open_problems(actor: Actor) -> QuerySet[Problem]:
    """Return the open problems in reach, the most urgent and oldest first."""
    return problems(actor).filter(resolved_at__isnull=True).order_by("severity", "opened_at", "pk")


def problems_by_severity(actor: Actor) -> dict[str, int]:
    """Return how many problems in reach are open, for every severity (one query)."""
    rows = problems(actor).filter(resolved_at__isnull=True).select_related(None).order_by()
    found = dict(rows.values_list("severity").annotate(Count("pk")))
    return {severity.value: found.get(severity.value, 0) for severity in Severity}


@dataclass(frozen=True, slots=True)
class SiteMoment:
    """The figures of one site in one window of five minutes."""

    site: str
    at: datetime
    machines: int
    mining: int
    hashrate_ths: float
    power_w: float


def site_figures(actor: Actor, period: timedelta) -> list[SiteMoment]:
    """Return the five-minute figures in reach over a period, by site in the order of time (one query)."""
    rows = access.narrow(actor, TELEMETRY_VIEW, FleetFigures.objects.filter(at__gte=now() - period))
    groups = (
        rows.order_by("at", "site__name")
        .values_list("site__name", "at")
        .annotate(Sum("machines"), Sum("mining"), Sum("hashrate_ths"), Sum("power_w"))
    )
    return [SiteMoment(*group) for group in groups]
