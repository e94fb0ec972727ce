"""MicroBT's btminer, API 3 on TCP 4433; hashrates are TH/s already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neurohost_agent.fields import as_number, highest, inner, integer, normal_mac, number, positive, table, text, truth
from neurohost_agent.parsers.judge import state_of
from neurohost_agent.parsers.whatsminer_v2 import parse_faults
from neurohost_agent.reading import Board, Device, Fan, Pool, PoolStatus, PowerSource, Reading

Message = Mapping[str, Any]
_STATUS: Final = {"alive": PoolStatus.ALIVE, "dead": PoolStatus.DEAD, "disabled": PoolStatus.DISABLED}


def parse_device(ip: str, info: Message) -> Device:
    """Return who it is from get.device.info."""
    miner, network, system = (inner(info, part) for part in ("miner", "network", "system"))
    model = text(miner, "type")
    return Device(
        ip=ip,
        family="whatsminer_v3",
        mac=normal_mac(text(network, "mac")),
        serial=text(miner, "miner-sn"),
        make="MicroBT",
        model=f"Whatsminer {model}" if model else None,
        firmware="stock",
        firmware_version=text(system, "fwversion"),
        hostname=text(network, "hostname"),
    )


def parse_reading(*, info: Message, summary: Message, edevs: Message, pools: Message) -> Reading:
    """Return the reading from get.device.info and the three parts of get.miner.status."""
    figures = inner(summary, "summary")
    miner = inner(info, "miner")
    temperatures = figures.get("board-temperature")
    board_c = [as_number(value) for value in temperatures] if isinstance(temperatures, list) else []
    serials = {n: text(miner, f"pcbsn{n}") for n in range(8)}
    boards = tuple(
        _board(entry, n, board_c[n] if n < len(board_c) else None, serials)
        for n, entry in enumerate(table(edevs, "edevs"))
    )
    hashrate = number(figures, "hash-realtime", "hash-1min", "hash-average")
    power = number(figures, "power-realtime", "power-5min")
    uptime = integer(figures, "elapsed")
    hottest = positive(figures, "chip-temp-max")
    return Reading(
        state=state_of(hashrate, sleeping=truth(miner, "working") is False, uptime_s=uptime),
        hashrate_ths=hashrate,
        hashrate_avg_ths=number(figures, "hash-average"),
        expected_hashrate_ths=positive(figures, "factory-hash"),
        power_w=power,
        power_source=PowerSource.UNKNOWN if power is None else PowerSource.MEASURED,
        power_limit_w=positive(figures, "power-limit"),
        chip_temp_max_c=hottest if hottest is not None else highest([board.chip_temp_c for board in boards]),
        board_temp_max_c=highest(board_c),
        inlet_temp_c=number(figures, "environment-temperature"),
        uptime_s=uptime,
        accepted=_total(pools, "accepted"),
        rejected=_total(pools, "rejected"),
        boards=boards,
        fans=_fans(figures),
        pools=tuple(_pool(entry) for entry in table(pools, "pools") if text(entry, "url")),
        faults=parse_faults(info.get("error-code")),
    )


def _board(entry: Message, n: int, board_temp_c: float | None, serials: Mapping[int, str | None]) -> Board:
    slot = integer(entry, "slot", "id")
    return Board(
        slot=slot if slot is not None else n,
        hashrate_ths=number(entry, "hash-realtime", "hash-average"),
        expected_hashrate_ths=positive(entry, "factory-hash"),
        board_temp_c=board_temp_c,
        chip_temp_c=positive(entry, "chip-temp-max"),
        chips_ok=integer(entry, "effective-chips"),
        frequency_mhz=positive(entry, "freq"),
        serial=serials.get(slot if slot is not None else n),
    )


def _pool(entry: Message) -> Pool:
    return Pool(
        url=text(entry, "url"),
        user=text(entry, "account"),
        status=_STATUS.get((text(entry, "status") or "").lower()),
        active=truth(entry, "stratum-active"),
        accepted=integer(entry, "accepted"),
        rejected=integer(entry, "rejected"),
    )


def _total(pools: Message, key: str) -> int | None:
    values = [value for entry in table(pools, "pools") if (value := integer(entry, key)) is not None]
    return sum(values) if values else None


def _fans(figures: Message) -> tuple[Fan, ...]:
    speeds = (integer(figures, "fan-speed-in"), integer(figures, "fan-speed-out"))
    return tuple(Fan(position=n, rpm=rpm) for n, rpm in enumerate(speeds) if rpm is not None)
