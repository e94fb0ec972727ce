"""The library's data as our own types. Its `is_mining` is not believed: it is true for machines that do not answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from neurohost_agent.fields import highest, inner, integer, normal_mac, number, positive, table, text, truth
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import Board, Device, Fan, Fault, Pool, PoolStatus, PowerSource, Reading

Data = Mapping[str, Any]
_TO_THS = {"H/s": 1e-12, "KH/s": 1e-9, "MH/s": 1e-6, "GH/s": 1e-3, "TH/s": 1.0, "PH/s": 1e3, "EH/s": 1e6}


def device_of(data: Data) -> Device:
    """Return who it is."""
    info = inner(data, "device_info")
    return Device(
        ip=str(data.get("ip")),
        family="other",
        mac=normal_mac(text(data, "mac")),
        serial=text(data, "serial_number"),
        make=_name(info.get("make")),
        model=_name(info.get("model")),
        firmware=_name(info.get("firmware")),
        firmware_version=text(data, "firmware_version"),
        hostname=text(data, "hostname"),
    )


def reading_of(data: Data) -> Reading:
    """Return the reading; `wattage` is an estimate, since the library does not say where it has it from."""
    hashrate = _ths(data.get("hashrate"))
    uptime = _seconds(data.get("uptime"))
    power = number(data, "wattage")
    boards = tuple(_board(row) for row in table(data, "hashboards"))
    pools = tuple(_pool(pool) for group in table(data, "pools") for pool in table(group, "pools"))
    return Reading(
        state=state_of(hashrate, uptime_s=uptime),
        hashrate_ths=hashrate,
        expected_hashrate_ths=_ths(data.get("expected_hashrate")),
        power_w=power,
        power_source=PowerSource.UNKNOWN if power is None else PowerSource.ESTIMATED,
        chip_temp_max_c=highest([board.chip_temp_c for board in boards]),
        board_temp_max_c=highest([board.board_temp_c for board in boards]),
        inlet_temp_c=number(data, "fluid_temperature"),
        uptime_s=uptime,
        accepted=_total(pools, "accepted"),
        rejected=_total(pools, "rejected"),
        boards=boards,
        fans=tuple(Fan(integer(row, "position"), _rpm(row.get("rpm"))) for row in table(data, "fans")),
        pools=pools,
        faults=tuple(Fault(_name(row.get("code")), text(row, "message")) for row in table(data, "messages")),
    )


def _name(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _ths(value: Any) -> float | None:
    if not isinstance(value, Mapping):
        return None
    amount, factor = number(value, "value"), _TO_THS.get(str(value.get("unit")))
    return None if amount is None or factor is None else amount * factor


def _seconds(value: Any) -> int | None:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return integer({"value": value}, "value")


def _rpm(value: Any) -> int | None:
    return integer(value, "rpm", "value") if isinstance(value, Mapping) else integer({"rpm": value}, "rpm")


def _board(row: Data) -> Board:
    return Board(
        slot=integer(row, "position"),
        hashrate_ths=_ths(row.get("hashrate")),
        expected_hashrate_ths=_ths(row.get("expected_hashrate")),
        board_temp_c=positive(row, "board_temperature"),
        chip_temp_c=positive(row, "outlet_chip_temperature", "inlet_chip_temperature"),
        chips_ok=integer(row, "working_chips"),
        chips_expected=integer(row, "expected_chips"),
        frequency_mhz=positive(row, "frequency"),
        voltage_v=positive(row, "voltage"),
        serial=text(row, "serial_number"),
    )


def _pool(row: Data) -> Pool:
    alive = truth(row, "alive")
    return Pool(
        url=_name(row.get("url")),
        user=text(row, "user"),
        status=None if alive is None else PoolStatus(int(alive)),
        active=truth(row, "active"),
        accepted=integer(row, "accepted_shares"),
        rejected=integer(row, "rejected_shares"),
    )


def _total(pools: tuple[Pool, ...], name: str) -> int | None:
    values = [value for pool in pools if (value := getattr(pool, name)) is not None]
    return sum(values) if values else None
