"""Pages of machines: the list, one machine live with its history, problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from apps.common import access
from apps.common.clock import now
from apps.common.http import actor_of, guarded
from apps.common.pages import BooleanFilter, ChoiceFilter, Column, EmptyState, Kind, ListPage, TextFilter
from apps.telemetry.enums import MachineState, PowerSource, ProblemCode, Severity
from apps.telemetry.models import Device, Problem
from apps.telemetry.permissions import TELEMETRY_VIEW
from apps.telemetry.selectors.details import with_details
from apps.telemetry.selectors.devices import PERIODS, devices, history, problems
from apps.telemetry.selectors.fleet import NO_DATA_STATE, STALE_STATE, with_shown_state
from apps.telemetry.views.shapes import board_rows, duration, state_key, temperature

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


_STATES = (
    *MachineState.choices,
    (STALE_STATE, gettext_lazy("Stale")),
    (NO_DATA_STATE, gettext_lazy("No data")),
)


_PERIOD_WORDS = {
    "1h": gettext_lazy("1 h"),
    "6h": gettext_lazy("6 h"),
    "24h": gettext_lazy("24 h"),
    "7d": gettext_lazy("7 d"),
}


def _address(device: Device) -> str:
    """Return the address of a machine's page."""
    return reverse("telemetry:miner", args=[device.uid])


def _figure(name: str) -> Callable[[Device], Any]:
    """Return what gives a figure of a machine's latest reading, None for a machine that was never read."""
    return lambda device: getattr(getattr(device, "live", None), name, None)


def _sites(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the sites of the machines in reach."""
    return list(devices(actor).order_by("site__name").values_list("site__uid", "site__name").distinct())


class MinerList(ListPage[Device]):
    """Machines with their latest reading."""

    permission = TELEMETRY_VIEW
    key = "miners"
    title = gettext_lazy("Miners")
    columns = (
        Column(
            "serial",
            gettext_lazy("Serial number"),
            lambda row: row.unit.serial if row.unit else row.serial,
            Kind.MONO,
            "unit__serial",
            card_title=True,
            link=_address,
        ),
        Column(
            "model", gettext_lazy("Model"), lambda row: row.unit.model.name if row.unit else row.model, sort="model"
        ),
        Column("state", gettext_lazy("State"), state_key, Kind.STATUS, "shown_state"),
        Column(
            "hashrate", gettext_lazy("Hashrate"), _figure("hashrate_ths"), Kind.NUMBER, "live__hashrate_ths", "TH/s", 1
        ),
        Column("power", gettext_lazy("Power"), _figure("power_w"), Kind.NUMBER, "live__power_w", "W", 0),
        Column("temperature", gettext_lazy("Temperature"), temperature, Kind.NUMBER, "live__chip_temp_max_c", "°C", 0),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column(
            "owner",
            gettext_lazy("Client"),
            lambda row: row.unit and str(row.unit.owner),
            sort="unit__owner__name",
            card_hidden=True,
        ),
        Column("firmware", gettext_lazy("Firmware"), "firmware", sort="firmware", hidden=True),
        Column("read", gettext_lazy("Read"), _figure("at"), Kind.DATETIME, "live__at"),
    )
    filters = (
        ChoiceFilter(key="state", title=gettext_lazy("State"), lookup="shown_state", choices=_STATES),
        ChoiceFilter(key="site", title=gettext_lazy("Site"), lookup="site__uid", choices=_sites),
        TextFilter(key="model", title=gettext_lazy("Model"), lookup="model__icontains"),
        BooleanFilter(key="matched", title=gettext_lazy("Matched to a unit"), lookup="unit__isnull", negate=True),
    )
    search = ("unit__serial__icontains", "serial__icontains", "model__icontains", "hostname__icontains")
    order = "unit__serial"
    empty = EmptyState(
        gettext_lazy("No machines yet"),
        gettext_lazy("Machines appear here once an agent has scanned the site."),
        icon="cpu",
    )

    def rows(self, actor: Actor) -> QuerySet[Device]:
        """Return the machines in reach."""
        return with_shown_state(devices(actor))


class ProblemList(ListPage[Problem]):
    """Problems, the open ones first asked for."""

    permission = TELEMETRY_VIEW
    key = "problems"
    title = gettext_lazy("Problems")
    columns = (
        Column("severity", gettext_lazy("Severity"), "severity", Kind.STATUS, "severity"),
        Column("code", gettext_lazy("Problem"), "get_code_display", sort="code", card_title=True),
        Column(
            "serial",
            gettext_lazy("Serial number"),
            lambda row: row.device.unit.serial if row.device.unit else row.device.serial,
            Kind.MONO,
            "device__unit__serial",
            link=lambda row: _address(row.device),
        ),
        Column("model", gettext_lazy("Model"), "device.model", sort="device__model"),
        Column("site", gettext_lazy("Site"), "device.site.name", sort="device__site__name"),
        Column("value", gettext_lazy("Value"), "value", Kind.NUMBER, digits=1),
        Column("opened", gettext_lazy("Since"), "opened_at", Kind.DATETIME, "opened_at"),
        Column("resolved", gettext_lazy("Until"), "resolved_at", Kind.DATETIME, "resolved_at"),
    )
    filters = (
        BooleanFilter(key="open", title=pgettext_lazy("problem", "Open"), lookup="resolved_at__isnull"),
        ChoiceFilter(key="severity", title=gettext_lazy("Severity"), lookup="severity", choices=Severity.choices),
        ChoiceFilter(key="code", title=gettext_lazy("Problem"), lookup="code", choices=ProblemCode.choices),
        ChoiceFilter(
            key="site",
            title=gettext_lazy("Site"),
            lookup="device__site__uid",
            choices=_sites,
        ),
    )
    search = ("device__unit__serial__icontains", "device__serial__icontains", "device__model__icontains")
    order = "-opened_at"
    empty = EmptyState(
        gettext_lazy("No problems"), gettext_lazy("Every machine does what it should."), icon="circle-check"
    )

    def rows(self, actor: Actor) -> QuerySet[Problem]:
        """Return the problems in reach."""
        return problems(actor)


def _device(request: HttpRequest, uid: UUID) -> Device:
    """Return one machine in reach, with all its page shows."""
    rows = Device.objects.select_related("live", "site", "unit", "unit__model", "unit__owner")
    return access.fetch(actor_of(request), TELEMETRY_VIEW, rows, uid=uid)


def _page_context(request: HttpRequest, device: Device) -> dict[str, Any]:
    """Return what the live part of a machine's page shows."""
    live = getattr(device, "live", None)
    with_details([device])
    return {
        "device": device,
        "live": live,
        "power_source": "" if live is None else PowerSource(live.details.power_source or 0).label,
        "state": state_key(device),
        "age_s": None if live is None else max(0, round((now() - live.at).total_seconds())),
        "uptime": None if live is None or live.uptime_s is None else duration(live.uptime_s),
        "boards": board_rows(live),
        "open_problems": problems(actor_of(request))
        .filter(device=device, resolved_at__isnull=True)
        .order_by("severity"),
        "is_client": actor_of(request).is_client,
    }


@guarded(TELEMETRY_VIEW)
@require_safe
def miner(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one machine: live figures, boards, fans, pools, problems, charts."""
    device = _device(request, uid)
    context = _page_context(request, device) | {"period": _period(request), "periods": _PERIOD_WORDS}
    return render(request, "telemetry/miner.html", context)


@guarded(TELEMETRY_VIEW)
@require_safe
def miner_live(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Return the live part alone; the page asks for it every five seconds."""
    return render(request, "telemetry/partials/live.html", _page_context(request, _device(request, uid)))


def _period(request: HttpRequest) -> str:
    """Return the asked period, an hour when it is none of ours."""
    period = request.GET.get("period", "1h")
    return period if period in PERIODS else "1h"


@guarded(TELEMETRY_VIEW)
@require_safe
def miner_history(request: HttpRequest, uid: UUID, figure: str) -> HttpResponse:
    """Return one chart's data: hashrate, power or temperatures over the asked period."""
    told = history(_device(request, uid), PERIODS[_period(request)])
    charts = {
        "hashrate": ("TH/s", {_("Hashrate"): told.hashrate_ths}),
        "power": (_("W"), {_("Power"): told.power_w}),
        "temperature": (
            "°C",
            {_("Hottest chip"): told.chip_temp_c, _("Hottest board"): told.board_temp_c, _("Inlet"): told.inlet_temp_c},
        ),
    }
    unit, series = charts[figure]
    return JsonResponse(
        {
            "kind": "line",
            "time": True,
            "unit": unit,
            "series": [
                {"name": name, "values": list(zip(told.at_ms, values, strict=True))} for name, values in series.items()
            ],
        }
    )
