"""Canaan's firmware: `stats` holds its figures as bracketed text, `Key[value] Key2[a b c]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from neurohost_agent.fields import as_number, first, highest, integer, normal_mac, scaled, table, text
from neurohost_agent.parsers.cgminer import hashrate_ths, parse_pools
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import Board, Device, Fan, Fault, PowerSource, Reading

Replies = Mapping[str, Mapping[str, Any]]
Words = dict[str, list[str]]
_BRACKET: Final = re.compile(r"(\w+)\[([^\]]*)\]")
_MODULE: Final = re.compile(r"^(?:MM ID\d+(?::Summary)?|HBinfo)$")
_PS_BOARDS_W: Final = 4
_PS_WALL_W: Final = 6


def parse_device(ip: str, version: Mapping[str, Any]) -> Device:
    """Return who it is from `version`."""
    entry = first(version, "VERSION")
    model = text(entry, "PROD", "MODEL")
    return Device(
        ip=ip,
        family="avalon",
        mac=normal_mac(text(entry, "MAC")),
        serial=text(entry, "SN", "SERIAL"),
        make="Canaan",
        model=model,
        firmware="stock",
        firmware_version=text(entry, "LVERSION", "CGVERSION", "BVERSION"),
    )


def parse_bracketed(value: str) -> Words:
    """Return the words of each key; a key with empty brackets has none."""
    return {match[1]: match[2].split() for match in _BRACKET.finditer(value)}


def parse_reading(replies: Replies) -> Reading:
    """Return the reading from stats, summary and pools."""
    words = _words(replies.get("stats", {}))
    summary = first(replies.get("summary", {}), "SUMMARY")
    hashrate = scaled(_number(words, "GHSspd"), 1e3)
    if hashrate is None:
        hashrate = hashrate_ths(summary, "5s", "1m")
    average = scaled(_number(words, "GHSavg"), 1e3)
    boards = _boards(words, hashing=hashrate != 0)
    uptime = _whole(words, "Elapsed")
    power, source = _power(words)
    return Reading(
        state=state_of(hashrate, sleeping=_asleep(words, hashrate), uptime_s=uptime),
        hashrate_ths=hashrate,
        hashrate_avg_ths=average if average is not None else hashrate_ths(summary, "av"),
        expected_hashrate_ths=scaled(_number(words, "GHSmm"), 1e3) or None,
        power_w=power,
        power_source=source,
        power_limit_w=_number(words, "MPO") or None,
        chip_temp_max_c=_number(words, "TMax") or highest([board.chip_temp_c for board in boards]),
        board_temp_max_c=_number(words, "HBOTemp") or None,
        inlet_temp_c=_known(_number(words, "ITemp"), _number(words, "Temp")),
        uptime_s=uptime if uptime is not None else integer(summary, "Elapsed"),
        accepted=integer(summary, "Accepted"),
        rejected=integer(summary, "Rejected"),
        stale=integer(summary, "Stale"),
        hw_errors=_known_int(_whole(words, "HW"), integer(summary, "Hardware Errors")),
        boards=boards,
        fans=_fans(words),
        pools=parse_pools(replies.get("pools", {})),
        faults=_faults(words),
    )


def _words(stats: Mapping[str, Any]) -> Words:
    words: Words = {}
    for entry in table(stats, "STATS"):
        for key, value in entry.items():
            if _MODULE.match(key) and isinstance(value, str):
                for name, found in parse_bracketed(value).items():
                    words.setdefault(name, found)
    return words


def _numbers(words: Words, key: str) -> list[float | None]:
    return [as_number(word) for word in words.get(key, [])]


def _number(words: Words, key: str) -> float | None:
    found = _numbers(words, key)
    return found[0] if found else None


def _whole(words: Words, key: str) -> int | None:
    found = _number(words, key)
    return int(found) if found is not None and found >= 0 else None


def _known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _known_int(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def _asleep(words: Words, hashrate_ths_now: float | None) -> bool:
    if hashrate_ths_now:
        return False
    state = " ".join(words.get("SYSTEMSTATU", [])).lower()
    return bool(_whole(words, "SoftOFF")) or "in idle" in state


def _power(words: Words) -> tuple[float | None, PowerSource]:
    """WALLPOWER is measured; PS[6] is the wall by inference, PS[4] only the boards: both are called estimates."""
    wall = _number(words, "WALLPOWER")
    if wall:
        return wall, PowerSource.MEASURED
    supply = _numbers(words, "PS")
    for place in (_PS_WALL_W, _PS_BOARDS_W):
        value = supply[place] if place < len(supply) else None
        if value:
            return value, PowerSource.ESTIMATED
    return None, PowerSource.UNKNOWN


def _boards(words: Words, *, hashing: bool) -> tuple[Board, ...]:
    """Boards by MGHS; that figure keeps its last average at rest, so it counts only while the machine hashes."""
    rates = _numbers(words, "MGHS")
    hottest = _numbers(words, "MTmax")
    total = _whole(words, "TA")
    boards = []
    for n, rate in enumerate(rates):
        chips = [value for value in _numbers(words, f"PVT_T{n}") if value]
        peak = hottest[n] if n < len(hottest) else None
        boards.append(
            Board(
                slot=n,
                hashrate_ths=scaled(rate, 1e3) if hashing else 0.0,
                chip_temp_c=peak or highest([*chips]),
                chips_ok=len(chips) if words.get(f"PVT_T{n}") else None,
                chips_expected=total // len(rates) if total else None,
                frequency_mhz=_number(words, "Freq"),
            )
        )
    return tuple(boards)


def _fans(words: Words) -> tuple[Fan, ...]:
    found = [(n, _whole(words, f"Fan{n}")) for n in range(1, 9) if f"Fan{n}" in words]
    return tuple(Fan(position=n - 1, rpm=rpm) for n, rpm in found)


def _faults(words: Words) -> tuple[Fault, ...]:
    """Error words of the boards (ECHU) and of the controller (ECMM); 0 is none."""
    faults = [Fault(code=f"ECHU{n}:{word}") for n, word in enumerate(words.get("ECHU", [])) if word != "0"]
    return (*faults, *(Fault(code=f"ECMM:{word}") for word in words.get("ECMM", []) if word != "0"))
