"""Luxor's LuxOS on TCP 4028."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neurohost_agent.fields import (
    first,
    highest,
    integer,
    normal_mac,
    number,
    positive,
    scaled,
    table,
    text,
    truth,
)
from neurohost_agent.parsers.cgminer import hashrate_ths, parse_pools
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import Board, Device, Fan, PowerSource, Reading

Replies = Mapping[str, Mapping[str, Any]]
_CORNERS = ("TopLeft", "TopRight", "BottomLeft", "BottomRight")


def parse_device(ip: str, replies: Replies) -> Device:
    """Return who it is from version and config."""
    config = first(replies.get("config", {}), "CONFIG")
    version = first(replies.get("version", {}), "VERSION")
    return Device(
        ip=ip,
        family="luxos",
        mac=normal_mac(text(config, "MACAddr")),
        serial=text(config, "SerialNumber"),
        make="Bitmain",
        model=text(config, "Model") or text(version, "Type"),
        firmware="LuxOS",
        firmware_version=text(version, "LUXminer", "Miner"),
        hostname=text(config, "Hostname"),
    )


def parse_reading(replies: Replies) -> Reading:
    """Return the reading from summary, devs, stats, fans, temps, power, pools and config."""
    summary = first(replies.get("summary", {}), "SUMMARY")
    config = first(replies.get("config", {}), "CONFIG")
    power = first(replies.get("power", {}), "POWER")
    stats = next((row for row in table(replies.get("stats", {}), "STATS") if "Elapsed" in row), {})
    boards = _boards(replies, stats)
    hashrate = hashrate_ths(summary, "5s", "1m")
    uptime = integer(summary, "Elapsed")
    watts = number(power, "Watts")
    expected = scaled(_sum(table(replies.get("devs", {}), "DEVS"), "Nominal MHS"), 1e6)
    curtailed = (text(config, "CurtailMode") or "none").lower() not in {"none", "wakeup", "active"}
    return Reading(
        state=state_of(hashrate, sleeping=curtailed, uptime_s=uptime),
        hashrate_ths=hashrate,
        hashrate_avg_ths=hashrate_ths(summary, "av"),
        expected_hashrate_ths=expected or positive(config, "NameplateTHS"),
        power_w=watts,
        power_source=_source(watts, measured=truth(power, "PSU")),
        chip_temp_max_c=highest([board.chip_temp_c for board in boards]),
        board_temp_max_c=highest([board.board_temp_c for board in boards]),
        inlet_temp_c=_lowest([board.inlet_temp_c for board in boards]),
        uptime_s=uptime,
        accepted=integer(summary, "Accepted"),
        rejected=integer(summary, "Rejected"),
        stale=integer(summary, "Stale"),
        hw_errors=integer(summary, "Hardware Errors"),
        detail=text(config, "SystemStatus") if hashrate == 0 else None,
        boards=boards,
        fans=_fans(replies.get("fans", {})),
        pools=parse_pools(replies.get("pools", {})),
    )


def _source(watts: float | None, *, measured: bool | None) -> PowerSource:
    if watts is None:
        return PowerSource.UNKNOWN
    return PowerSource.MEASURED if measured else PowerSource.ESTIMATED


def _boards(replies: Replies, stats: Mapping[str, Any]) -> tuple[Board, ...]:
    """Boards in the order of their slots: LuxOS lists them in the order in which they woke."""
    corners = {integer(row, "ID", "TEMP"): row for row in table(replies.get("temps", {}), "TEMPS")}
    found = sorted(table(replies.get("devs", {}), "DEVS"), key=lambda row: integer(row, "ASC", "ID") or 0)
    return tuple(_board(row, corners.get(integer(row, "ASC", "ID"), {}), stats) for row in found)


def _board(row: Mapping[str, Any], corners: Mapping[str, Any], stats: Mapping[str, Any]) -> Board:
    slot = integer(row, "ASC", "ID") or 0
    sides = [positive(corners, corner) for corner in _CORNERS]
    chip_map = (text(stats, f"chain_acs{slot + 1}") or "").replace(" ", "")
    return Board(
        slot=slot,
        hashrate_ths=hashrate_ths(row, "5s", "1m", "av"),
        expected_hashrate_ths=scaled(positive(row, "Nominal MHS"), 1e6),
        board_temp_c=highest(sides) or positive(row, "Temperature"),
        inlet_temp_c=_lowest([positive(corners, "TopRight"), positive(corners, "BottomRight")]),
        outlet_temp_c=highest([positive(corners, "TopLeft"), positive(corners, "BottomLeft")]),
        chips_ok=integer(stats, f"chain_acn{slot + 1}"),
        hw_errors=integer(row, "Hardware Errors"),
        frequency_mhz=positive(stats, f"freq{slot + 1}"),
        serial=text(row, "SerialNumber"),
        chip_map=chip_map or None,
    )


def _fans(reply: Mapping[str, Any]) -> tuple[Fan, ...]:
    return tuple(Fan(position=integer(row, "ID"), rpm=integer(row, "RPM")) for row in table(reply, "FANS"))


def _lowest(values: list[float | None]) -> float | None:
    return min((value for value in values if value is not None), default=None)


def _sum(rows: list[dict[str, Any]], key: str) -> float | None:
    values = [value for row in rows if (value := number(row, key)) is not None]
    return sum(values) if values else None
