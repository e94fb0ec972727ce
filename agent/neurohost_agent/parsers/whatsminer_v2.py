"""MicroBT's btminer, API 2 on TCP 4028."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    truth,
)
from neurohost_agent.parsers.cgminer import hashrate_ths, parse_pools
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import Board, Device, Fan, Fault, PowerSource, Reading

Replies = Mapping[str, Mapping[str, Any]]


def parse_device(ip: str, replies: Replies) -> Device:
    """Return who it is from devdetails, get_version, get_miner_info and summary."""
    info = inner(replies.get("get_miner_info", {}), "Msg")
    version = inner(replies.get("get_version", {}), "Msg")
    summary = first(replies.get("summary", {}), "SUMMARY")
    model = text(first(replies.get("devdetails", {}), "DEVDETAILS"), "Model")
    return Device(
        ip=ip,
        family="whatsminer_v2",
        mac=normal_mac(text(info, "mac") or text(summary, "MAC")),
        serial=text(info, "minersn", "miner_sn", "sn"),
        make="MicroBT",
        model=f"Whatsminer {model}" if model else None,
        firmware="stock",
        firmware_version=text(version, "fw_ver") or text(summary, "Firmware Version"),
        hostname=text(info, "hostname"),
    )


def parse_reading(replies: Replies) -> Reading:
    """Return the reading from summary, devs, pools, get_error_code and, when asked, status."""
    summary = first(replies.get("summary", {}), "SUMMARY")
    status = inner(replies.get("status", {}), "Msg")
    hashrate = hashrate_ths(summary, "5s")
    if hashrate is None:
        hashrate = scaled(number(summary, "HS RT"), 1e6)
    if hashrate is None:
        hashrate = hashrate_ths(summary, "1m", "av")
    power = number(summary, "Power")
    uptime = integer(summary, "Elapsed")
    boards = tuple(_board(entry) for entry in table(replies.get("devs", {}), "DEVS"))
    off = truth(status, "mineroff", "btmineroff") is True
    hottest = positive(summary, "Chip Temp Max")
    return Reading(
        state=state_of(hashrate, sleeping=off, uptime_s=uptime),
        hashrate_ths=hashrate,
        hashrate_avg_ths=hashrate_ths(summary, "av"),
        expected_hashrate_ths=scaled(positive(summary, "Factory GHS"), 1e3),
        power_w=power,
        power_source=PowerSource.UNKNOWN if power is None else PowerSource.MEASURED,
        power_limit_w=positive(summary, "Power Limit"),
        chip_temp_max_c=hottest if hottest is not None else highest([board.chip_temp_c for board in boards]),
        board_temp_max_c=highest([board.board_temp_c for board in boards]),
        inlet_temp_c=number(summary, "Env Temp"),
        uptime_s=uptime,
        accepted=integer(summary, "Accepted"),
        rejected=integer(summary, "Rejected"),
        stale=integer(summary, "Stale"),
        hw_errors=integer(summary, "Hardware Errors"),
        detail=text(status, "mineroff_reason") if off else None,
        boards=boards,
        fans=_fans(summary),
        pools=parse_pools(replies.get("pools", {})),
        faults=parse_faults(inner(replies.get("get_error_code", {}), "Msg").get("error_code")),
    )


def parse_faults(codes: Any) -> tuple[Fault, ...]:
    """Return error codes written as [{code: time}], as {code: time}, as [code] or with a reason beside the time."""
    entries = codes if isinstance(codes, list) else [codes]
    found = []
    for entry in entries:
        if isinstance(entry, Mapping):
            reason = text(entry, "reason")
            found += [
                Fault(code=str(code), text=reason or str(when)) for code, when in entry.items() if code != "reason"
            ]
        elif isinstance(entry, str | int) and str(entry).strip():
            found.append(Fault(code=str(entry)))
    return tuple(found)


def _board(entry: Mapping[str, Any]) -> Board:
    return Board(
        slot=integer(entry, "Slot", "ASC"),
        hashrate_ths=hashrate_ths(entry, "5s", "1m", "av"),
        expected_hashrate_ths=scaled(positive(entry, "Factory GHS"), 1e3),
        board_temp_c=positive(entry, "Temperature"),
        chip_temp_c=positive(entry, "Chip Temp Max"),
        chips_ok=integer(entry, "Effective Chips"),
        hw_errors=integer(entry, "Hardware Errors"),
        frequency_mhz=positive(entry, "Chip Frequency", "Frequency"),
        serial=text(entry, "PCB SN"),
    )


def _fans(summary: Mapping[str, Any]) -> tuple[Fan, ...]:
    speeds = (integer(summary, "Fan Speed In"), integer(summary, "Fan Speed Out"))
    return tuple(Fan(position=n, rpm=rpm) for n, rpm in enumerate(speeds) if rpm is not None)
