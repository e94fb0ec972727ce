"""Braiins OS+: its REST API (25.07 and later), and the CGMiner port when no login is given."""

from __future__ import annotations

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
    truth,
)
from neurohost_agent.parsers.cgminer import hashrate_ths, parse_pools
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import Board, Device, Fan, Pool, PoolStatus, PowerSource, Reading

Json = Mapping[str, Any]
_NOT_STARTED: Final = 1
_PAUSED: Final = frozenset({3, 4})
_STATUS_TEXT: Final = {1: "not started", 3: "paused", 4: "suspended", 5: "restricted"}


def parse_device(ip: str, details: Json, version: Json) -> Device:
    """Return who it is from miner/details and, without a login, from `version` of the CGMiner port."""
    entry = first(version, "VERSION")
    identity = inner(details, "miner_identity")
    return Device(
        ip=ip,
        family="braiins",
        mac=normal_mac(text(details, "mac_address")),
        serial=text(details, "serial_number"),
        make="Bitmain" if "antminer" in (text(identity, "miner_model", "name") or "antminer").lower() else None,
        model=text(identity, "miner_model", "name"),
        firmware="Braiins OS+",
        firmware_version=text(inner(details, "bos_version"), "current")
        or text(entry, "BOSer", "BOSminer+", "BOSminer"),
        hostname=text(details, "hostname"),
    )


def parse_reading(*, details: Json, stats: Json, boards: Json, cooling: Json, pools: Any, tuner: Json) -> Reading:
    """Return the reading from miner/details, miner/stats, miner/hw/hashboards, cooling/state, pools/, tuner-state."""
    rates = inner(stats, "miner_stats", "real_hashrate")
    hashrate = _ghs(rates, "last_5s", "last_15s", "last_1m")
    status = integer(details, "status")
    power = number(inner(stats, "power_stats", "approximated_consumption"), "watt")
    shares = inner(stats, "pool_stats")
    found = tuple(_board(entry) for entry in table(boards, "hashboards"))
    uptime = integer(details, "bosminer_uptime_s")
    hottest = positive(inner(cooling, "highest_temperature", "temperature"), "degree_c")
    return Reading(
        state=state_of(hashrate, sleeping=status in _PAUSED, starting=status == _NOT_STARTED, uptime_s=uptime),
        hashrate_ths=hashrate,
        hashrate_avg_ths=_ghs(rates, "since_restart"),
        expected_hashrate_ths=_ghs(inner(stats, "miner_stats"), "nominal_hashrate")
        or _ghs(details, "sticker_hashrate"),
        power_w=power,
        power_source=PowerSource.UNKNOWN if power is None else PowerSource.ESTIMATED,
        power_limit_w=positive(inner(tuner, "mode_state", "powertargetmodestate", "current_target"), "watt"),
        chip_temp_max_c=highest([board.chip_temp_c for board in found]) or hottest,
        board_temp_max_c=highest([board.board_temp_c for board in found]),
        inlet_temp_c=min((b.inlet_temp_c for b in found if b.inlet_temp_c is not None), default=None),
        uptime_s=uptime,
        accepted=integer(shares, "accepted_shares"),
        rejected=integer(shares, "rejected_shares"),
        stale=integer(shares, "stale_shares"),
        detail=_STATUS_TEXT.get(status or 0),
        boards=found,
        fans=tuple(Fan(integer(row, "position"), integer(row, "rpm")) for row in table(cooling, "fans")),
        pools=_pools(pools),
    )


def parse_rpc_reading(replies: Mapping[str, Json]) -> Reading:
    """Return what the CGMiner port tells without a login: hashrate, shares, pools, fans and temperatures."""
    summary = first(replies.get("summary", {}), "SUMMARY")
    hashrate = hashrate_ths(summary, "5s", "1m", "av")
    uptime = integer(summary, "Elapsed")
    temps = table(replies.get("temps", {}), "TEMPS")
    return Reading(
        state=state_of(hashrate, uptime_s=uptime),
        hashrate_ths=hashrate,
        hashrate_avg_ths=hashrate_ths(summary, "av"),
        chip_temp_max_c=highest([positive(row, "Chip") for row in temps]),
        board_temp_max_c=highest([positive(row, "Board") for row in temps]),
        uptime_s=uptime,
        accepted=integer(summary, "Accepted"),
        rejected=integer(summary, "Rejected"),
        stale=integer(summary, "Stale"),
        hw_errors=integer(summary, "Hardware Errors"),
        detail="no login given: read without power and boards",
        fans=tuple(Fan(integer(row, "ID"), integer(row, "RPM")) for row in table(replies.get("fans", {}), "FANS")),
        pools=parse_pools(replies.get("pools", {})),
    )


def _ghs(data: Json, *windows: str) -> float | None:
    for window in windows:
        found = scaled(number(inner(data, window), "gigahash_per_second"), 1e3)
        if found is not None:
            return found
    return None


def _board(entry: Json) -> Board:
    stats = inner(entry, "stats")
    slot = integer(entry, "id")
    return Board(
        slot=slot - 1 if slot else None,
        hashrate_ths=_ghs(inner(stats, "real_hashrate"), "last_5s", "last_15s", "last_1m"),
        expected_hashrate_ths=_ghs(stats, "nominal_hashrate"),
        board_temp_c=positive(inner(entry, "board_temp"), "degree_c"),
        chip_temp_c=positive(inner(entry, "highest_chip_temp", "temperature"), "degree_c"),
        inlet_temp_c=positive(inner(entry, "lowest_inlet_temp"), "degree_c"),
        outlet_temp_c=positive(inner(entry, "highest_outlet_temp"), "degree_c"),
        chips_ok=integer(entry, "chips_count"),
        frequency_mhz=scaled(positive(inner(entry, "current_frequency"), "hertz"), 1e6),
        voltage_v=positive(inner(entry, "current_voltage"), "volt"),
        serial=text(entry, "serial_number"),
    )


def _pools(groups: Any) -> tuple[Pool, ...]:
    return tuple(_pool(pool) for group in table({"groups": groups}, "groups") for pool in table(group, "pools"))


def _pool(entry: Json) -> Pool:
    stats = inner(entry, "stats")
    alive = truth(entry, "alive")
    status = None if alive is None else PoolStatus(int(alive))
    return Pool(
        url=text(entry, "url"),
        user=text(entry, "user"),
        status=PoolStatus.DISABLED if truth(entry, "enabled") is False else status,
        active=truth(entry, "active"),
        accepted=integer(stats, "accepted_shares"),
        rejected=integer(stats, "rejected_shares"),
        stale=integer(stats, "stale_shares"),
    )
