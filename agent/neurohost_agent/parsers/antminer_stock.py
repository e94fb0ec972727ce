"""Bitmain's own firmware: `summary`, `stats` and `pools` of TCP 4028, and who it is from the web page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from neurohost_agent.fields import (
    first,
    highest,
    inner,
    integer,
    normal_mac,
    number,
    positive,
    scaled,
    table,
    text,
)
from neurohost_agent.parsers.cgminer import hashrate_ths, parse_pools
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import Board, Device, Fan, PowerSource, Reading

Replies = Mapping[str, Mapping[str, Any]]
_FAN: Final = re.compile(r"^fan(\d+)$")
_CHAIN: Final = re.compile(r"^chain_acn(\d+)$")
_USUAL_BOARDS: Final = 3


def parse_device(ip: str, version: Mapping[str, Any], system_info: Mapping[str, Any]) -> Device:
    """Return who it is from `version` and, where a login was given, get_system_info.cgi."""
    entry = first(version, "VERSION")
    return Device(
        ip=ip,
        family="antminer_stock",
        mac=normal_mac(text(system_info, "macaddr")),
        serial=text(system_info, "serinum", "serial_no"),
        make="Bitmain",
        model=text(system_info, "minertype") or text(entry, "Type"),
        firmware="stock",
        firmware_version=text(system_info, "system_filesystem_version") or text(entry, "CompileTime"),
        hostname=text(system_info, "hostname"),
    )


def parse_reading(replies: Replies, *, work_mode: int | None = None) -> Reading:
    """Return the reading from summary, stats and pools; work_mode 1 (from get_miner_conf) means told to sleep."""
    summary = first(replies.get("summary", {}), "SUMMARY")
    stats = _stats(replies.get("stats", {}))
    hashrate = hashrate_ths(summary, "5s")
    if hashrate is None:
        hashrate = hashrate_ths(stats, "5s")
    average = hashrate_ths(summary, "av")
    uptime = integer(summary, "Elapsed")
    if uptime is None:
        uptime = integer(stats, "Elapsed")
    power = positive(stats, "chain_power", "power")
    boards = _boards(stats)
    pools = parse_pools(replies.get("pools", {}))
    return Reading(
        state=state_of(hashrate, sleeping=work_mode == 1, uptime_s=uptime),
        hashrate_ths=hashrate,
        hashrate_avg_ths=average if average is not None else hashrate_ths(stats, "av"),
        expected_hashrate_ths=scaled(positive(stats, "total_rateideal"), 1e3),
        power_w=power,
        power_source=PowerSource.UNKNOWN if power is None else PowerSource.ESTIMATED,
        chip_temp_max_c=highest([board.chip_temp_c for board in boards]),
        board_temp_max_c=highest([board.board_temp_c for board in boards]),
        uptime_s=uptime,
        accepted=integer(summary, "Accepted"),
        rejected=integer(summary, "Rejected"),
        stale=integer(summary, "Stale"),
        hw_errors=integer(summary, "Hardware Errors"),
        boards=boards,
        fans=_fans(stats),
        pools=pools,
    )


def work_mode_of(conf: Mapping[str, Any]) -> int | None:
    """Return the mode of get_miner_conf.cgi, whichever generation's key it has: 0 normal, 1 sleep, 3 low power."""
    return integer(conf, "bitmain-work-mode", "miner-mode")


def _stats(reply: Mapping[str, Any]) -> dict[str, Any]:
    entries = table(reply, "STATS")
    for entry in entries:
        if "Elapsed" in entry or any(_CHAIN.match(key) for key in entry):
            return entry
    return inner(reply, "STATS")


def _fans(stats: Mapping[str, Any]) -> tuple[Fan, ...]:
    """Fans by their keys; Bitmain lists more places than it has fans, `fan_num` says how many are real."""
    speeds = {int(match[1]): integer(stats, key) for key in stats if (match := _FAN.match(key))}
    count = integer(stats, "fan_num")
    chosen = sorted(speeds)
    if count is not None and len([n for n in chosen if speeds[n]]) <= count < len(chosen):
        turning = [n for n in chosen if speeds[n]]
        standing = [n for n in chosen if not speeds[n]]
        chosen = sorted(turning + standing[: count - len(turning)])
    return tuple(Fan(position=n - 1, rpm=speeds[n]) for n in chosen)


def _boards(stats: Mapping[str, Any]) -> tuple[Board, ...]:
    slots = sorted(int(match[1]) for key in stats if (match := _CHAIN.match(key)))
    alive = [n for n in slots if integer(stats, f"chain_acn{n}") or positive(stats, f"chain_rate{n}")]
    if not alive:
        alive = slots[:1]
    usual = max(integer(stats, "miner_count") or 0, _USUAL_BOARDS if alive and alive[0] <= _USUAL_BOARDS else 0)
    return tuple(_board(stats, n) for n in slots if n in alive or n <= usual)


def _board(stats: Mapping[str, Any], n: int) -> Board:
    chip_map = (text(stats, f"chain_acs{n}") or "").replace(" ", "")
    pcb = _temperatures(stats.get(f"temp_pcb{n}"))
    return Board(
        slot=n - 1,
        hashrate_ths=scaled(number(stats, f"chain_rate{n}"), 1e3),
        expected_hashrate_ths=scaled(positive(stats, f"chain_rateideal{n}"), 1e3),
        board_temp_c=highest(pcb),
        chip_temp_c=highest(_temperatures(stats.get(f"temp_chip{n}"))),
        inlet_temp_c=min((value for value in pcb if value is not None), default=None),
        outlet_temp_c=highest(pcb),
        chips_ok=integer(stats, f"chain_acn{n}"),
        hw_errors=integer(stats, f"chain_hw{n}"),
        frequency_mhz=positive(stats, f"freq_avg{n}", f"freq{n}"),
        chip_map=chip_map or None,
    )


def _temperatures(value: Any) -> list[float | None]:
    """Read «78-50-69-70»: four sensors, 0 where there is none, a minus sign doubles the dash («-5--4»)."""
    if not isinstance(value, str):
        return []
    found = [float(part) for part in re.findall(r"(?:(?<=-)|^)-?\d+(?:\.\d+)?", value)]
    return [part or None for part in found]
