"""VNish (AnthillOS): its web API, and the CGMiner port when no login is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from neurohost_agent.fields import (
    first,
    inner,
    integer,
    normal_mac,
    number,
    positive,
    scaled,
    table,
    text,
)
from neurohost_agent.parsers import antminer_stock
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import Board, Device, Fan, Fault, Pool, PoolStatus, PowerSource, Reading, State

Json = Mapping[str, Any]
_ASLEEP: Final = frozenset({"stopped", "paused", "shutting-down"})
_STARTING: Final = frozenset({"initializing", "starting", "auto-tuning", "restarting"})
_POOL: Final = {
    "active": PoolStatus.ALIVE,
    "working": PoolStatus.ALIVE,
    "alive": PoolStatus.ALIVE,
    "offline": PoolStatus.DEAD,
    "dead": PoolStatus.DEAD,
    "rejecting": PoolStatus.DEAD,
    "disabled": PoolStatus.DISABLED,
}


def parse_device(ip: str, info: Json) -> Device:
    """Return who it is from /api/v1/info."""
    network = inner(info, "system", "network_status")
    return Device(
        ip=ip,
        family="vnish",
        mac=normal_mac(text(network, "mac")),
        serial=text(info, "serial"),
        make="Bitmain",
        model=text(info, "miner"),
        firmware="VNish",
        firmware_version=text(info, "fw_version"),
        hostname=text(network, "hostname"),
    )


def parse_reading(summary: Json) -> Reading:
    """Return the reading from /api/v1/summary."""
    miner = inner(summary, "miner")
    status = inner(miner, "miner_status")
    word = (text(status, "miner_state") or "").lower()
    hashrate = scaled(number(miner, "hr_realtime"), 1e3)
    if hashrate is None:
        hashrate = number(miner, "instant_hashrate")
    power = number(miner, "power_consumption", "power_usage")
    metered = inner(miner, "psu").get("psu_power_metering") is True
    code = status.get("failure_code")
    pools = _pools(table(miner, "pools"))
    return Reading(
        state=_state(word, hashrate, integer(status, "miner_state_time")),
        hashrate_ths=hashrate,
        hashrate_avg_ths=scaled(number(miner, "hr_average"), 1e3),
        expected_hashrate_ths=scaled(positive(miner, "hr_nominal", "hr_stock"), 1e3),
        power_w=power,
        power_source=_source(power, metered=metered),
        chip_temp_max_c=positive(inner(miner, "chip_temp"), "max"),
        board_temp_max_c=positive(inner(miner, "pcb_temp"), "max"),
        inlet_temp_c=positive(inner(miner, "pcb_temp"), "min"),
        uptime_s=integer(status, "miner_state_time"),
        accepted=_total(pools, "accepted"),
        rejected=_total(pools, "rejected"),
        stale=_total(pools, "stale"),
        hw_errors=integer(miner, "hw_errors"),
        detail=word if word and word != "mining" else None,
        boards=tuple(_board(entry) for entry in table(miner, "chains")),
        fans=tuple(Fan(integer(row, "id"), integer(row, "rpm")) for row in table(inner(miner, "cooling"), "fans")),
        pools=pools,
        faults=(Fault(code=str(code), text=word or None),) if code else (),
    )


def parse_rpc_reading(replies: Mapping[str, Json]) -> Reading:
    """Return the reading from the CGMiner port: as stock, with the state and the power of the chains."""
    reading = antminer_stock.parse_reading(replies)
    stats = next((row for row in table(replies.get("stats", {}), "STATS") if "Elapsed" in row), {})
    word = (text(stats, "state") or "").lower()
    watts = [value for n in range(1, 9) if (value := number(stats, f"chain_consumption{n}")) is not None]
    return msgspec.structs.replace(
        reading,
        state=_state(word, reading.hashrate_ths, reading.uptime_s) if word else reading.state,
        power_w=sum(watts) if watts else None,
        power_source=PowerSource.ESTIMATED if watts else PowerSource.UNKNOWN,
        detail=word if word and word != "mining" else None,
    )


def model_of_stats(stats: Json) -> tuple[str | None, str | None]:
    """Return model and version out of «Antminer S21 Pro (Vnish 1.2.7)» in stats[0].Type."""
    label = text(first(stats, "STATS"), "Type") or ""
    model, _, rest = label.partition(" (")
    version = rest.rstrip(")").partition(" ")[2]
    return model or None, version or None


def _state(word: str, hashrate: float | None, since_s: int | None) -> State:
    """VNish says «starting» for as long as it tries; after ten minutes that is an error."""
    asleep, starting = word in _ASLEEP, word in _STARTING
    return state_of(hashrate, sleeping=asleep, failed=word == "failure", starting=starting, uptime_s=since_s)


def _source(watts: float | None, *, metered: bool) -> PowerSource:
    if watts is None:
        return PowerSource.UNKNOWN
    return PowerSource.MEASURED if metered else PowerSource.ESTIMATED


def _board(entry: Json) -> Board:
    chips = {key: integer(inner(entry, "chip_statuses"), key) for key in ("red", "orange", "grey")}
    known = [value for value in chips.values() if value is not None]
    slot = integer(entry, "id")
    return Board(
        slot=slot - 1 if slot else None,
        hashrate_ths=scaled(number(entry, "hashrate_rt"), 1e3),
        expected_hashrate_ths=scaled(positive(entry, "hashrate_ideal"), 1e3),
        board_temp_c=positive(inner(entry, "pcb_temp"), "max"),
        chip_temp_c=positive(inner(entry, "chip_temp"), "max"),
        inlet_temp_c=positive(inner(entry, "pcb_temp"), "min"),
        chips_ok=sum(known) - (chips["red"] or 0) if known else None,
        chips_expected=sum(known) if known else None,
        hw_errors=integer(entry, "hw_errors"),
        frequency_mhz=positive(entry, "frequency"),
        voltage_v=scaled(positive(entry, "voltage"), 1e3),
        power_w=number(entry, "power_consumption"),
        serial=text(entry, "serial"),
    )


def _pools(entries: list[dict[str, Any]]) -> tuple[Pool, ...]:
    """Pools in their order; several are called «active», the first of them is the one in use."""
    pools = [_pool(entry) for entry in entries]
    used = next((n for n, pool in enumerate(pools) if pool.status is PoolStatus.ALIVE), None)
    return tuple(msgspec.structs.replace(pool, active=n == used) for n, pool in enumerate(pools))


def _pool(entry: Json) -> Pool:
    word = (text(entry, "status") or "").lower()
    return Pool(
        url=text(entry, "url"),
        user=text(entry, "user"),
        status=_POOL.get(word),
        accepted=integer(entry, "accepted"),
        rejected=integer(entry, "rejected"),
        stale=integer(entry, "stale"),
    )


def _total(pools: tuple[Pool, ...], name: str) -> int | None:
    values = [value for pool in pools if (value := getattr(pool, name)) is not None]
    return sum(values) if values else None
