"""Stock Antminer on the CGMiner port: a few read commands, everything else is refused."""

from __future__ import annotations

from functools import lru_cache

from simulator.families.base import clock_text, ghs, short_difficulty
from simulator.machine import Machine
from simulator.reading import BoardReading, Reading, Shares
from simulator.wire.rpc import Reply, status

DESCRIPTION = "cgminer 1.0.0"
_CHAINS = 4
_CHIPS_PER_GROUP = 3


@lru_cache(maxsize=64)
def chip_marks(chips: int) -> str:
    """Return the row of `o` that stands for chips that answer."""
    marks = "o" * chips
    return "".join(" " + marks[at : at + _CHIPS_PER_GROUP] for at in range(0, chips, _CHIPS_PER_GROUP))


def version_row(machine: Machine, miner: str, compile_time: str) -> Reply:
    """Return the block that names the firmware and the model."""
    return {
        "BMMiner": "1.0.0",
        "API": "3.1",
        "Miner": miner,
        "CompileTime": compile_time,
        "Type": machine.spec.label,
    }


def summary_row(reading: Reading) -> Reply:
    """Return SUMMARY[0]."""
    shares = reading.shares
    elapsed = max(reading.elapsed_s, 1)
    return {
        "Elapsed": reading.elapsed_s,
        "GHS 5s": ghs(reading.now_ths),
        "GHS av": ghs(reading.average_ths),
        "GHS 30m": ghs(reading.half_hour_ths),
        "Found Blocks": 0,
        "Getwork": reading.elapsed_s // 10,
        "Accepted": shares.accepted,
        "Rejected": shares.rejected,
        "Hardware Errors": reading.hw_errors,
        "Utility": round(shares.accepted * 60 / elapsed, 2),
        "Discarded": reading.elapsed_s * 94,
        "Stale": shares.stale,
        "Get Failures": 0,
        "Local Work": reading.elapsed_s * 95,
        "Remote Failures": 0,
        "Network Blocks": reading.elapsed_s // 600,
        "Total MH": round(reading.average_ths * reading.elapsed_s * 1e6, 1),
        "Work Utility": round(shares.accepted_difficulty * 60 / elapsed, 2),
        "Difficulty Accepted": float(shares.accepted_difficulty),
        "Difficulty Rejected": float(shares.rejected * shares.difficulty),
        "Difficulty Stale": 0.0,
        "Best Share": shares.best,
        "Device Hardware%": 0.0,
        "Device Rejected%": 0.0,
        "Pool Rejected%": 0.0,
        "Pool Stale%": 0.0,
        "Last getwork": int(reading.at),
    }


def stats_row(reading: Reading, *, miner_id: str, with_power: bool) -> Reply:
    """Return STATS[1]: figures of the whole machine, then one set of numbered keys per chain."""
    row: Reply = {
        "STATS": 0,
        "ID": "BTM_SOC0",
        "Elapsed": reading.elapsed_s,
        "Calls": 0,
        "Wait": 0,
        "Max": 0,
        "Min": 99999999,
        "GHS 5s": ghs(reading.now_ths),
        "GHS av": ghs(reading.average_ths),
        "rate_30m": ghs(reading.half_hour_ths),
        "Mode": 2,
        "miner_count": sum(board.alive for board in reading.boards),
        "frequency": reading.boards[0].frequency_mhz,
        "fan_num": len(reading.fan_rpm),
    }
    row.update({f"fan{index}": rpm for index, rpm in enumerate(reading.fan_rpm, 1)})
    row["temp_num"] = sum(board.alive for board in reading.boards)
    for slot in range(_CHAINS):
        board = reading.boards[slot] if slot < len(reading.boards) else None
        row.update(_chain(slot + 1, board))
    row.update(_totals(reading, miner_id))
    if with_power:
        row["chain_power"] = f"{reading.power_w} W"
    return row


def sensors(board: BoardReading) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Return the four chip, four board and four sensor temperatures of a board, in whole degrees."""
    hot, cool = round(board.chip_c), round(board.chip_c - (board.outlet_c - board.inlet_c) * 0.6)
    chips = (cool, cool + 2, hot, hot - 1)
    return chips, tuple(value - 5 for value in chips), tuple(value - 15 for value in chips)


def _chain(number: int, board: BoardReading | None) -> Reply:
    if board is None or not board.alive:
        zero = "0-0-0-0"
        values: Reply = {"acn": 0, "acs": "", "hw": 0, "rate": "", "chip": zero, "pcb": zero, "pic": zero, "freq": 0}
    else:
        chips, pcb, pic = ("-".join(map(str, part)) for part in sensors(board))
        values = {
            "acn": board.chips,
            "acs": chip_marks(board.chips),
            "hw": board.hw_errors,
            "rate": f"{board.hashrate_ths * 1e3:.2f}",
            "chip": chips,
            "pcb": pcb,
            "pic": pic,
            "freq": board.frequency_mhz,
        }
    row = {f"chain_{key}{number}": values[key] for key in ("acn", "acs", "hw", "rate")}
    row.update({f"temp_{key}{number}": values[key] for key in ("chip", "pcb", "pic")})
    row[f"freq{number}"] = values["freq"]
    if number < _CHAINS:
        hottest = round(board.chip_c) if board is not None and board.alive else 0
        row[f"temp{number}"] = max(hottest - 5, 0)
        row[f"temp2_{number}"] = hottest
    return row


def _totals(reading: Reading, miner_id: str) -> Reply:
    return {
        "total_rateideal": ghs(reading.ideal_ths),
        "rate_unit": "GH",
        "total_freqavg": reading.boards[0].frequency_mhz,
        "total_acn": sum(board.chips for board in reading.boards),
        "total rate": ghs(reading.average_ths),
        "temp_max": 0,
        "no_matching_work": reading.hw_errors,
        "miner_version": "49.0.1.3",
        "miner_id": miner_id,
    }


def pool_rows(machine: Machine, reading: Reading, *, unused_status: str) -> list[Reply]:
    """Return the three POOLS entries: the first works, the others wait or are empty."""
    rows = []
    for index in range(3):
        pool = machine.pools[index] if index < len(machine.pools) else None
        used = index == 0 and pool is not None
        shares = reading.shares if used else Shares(0, 0, 0, 0, 0, 0)
        alive = "Alive" if pool is not None else unused_status
        url = pool.url if pool is not None else ""
        rows.append(_pool(index, url, pool.user if pool else "", alive, reading, shares))
    return rows


def _pool(index: int, url: str, user: str, state: str, reading: Reading, shares: Shares) -> Reply:
    used = shares.difficulty > 0
    return {
        "POOL": index,
        "URL": url,
        "Status": state,
        "Priority": index,
        "Quota": 1,
        "Long Poll": "N",
        "Getworks": reading.elapsed_s // 10 if used else 0,
        "Accepted": shares.accepted,
        "Rejected": shares.rejected,
        "Discarded": reading.elapsed_s * 94 if used else 0,
        "Stale": shares.stale,
        "Get Failures": 0,
        "Remote Failures": 0,
        "User": user,
        "Last Share Time": clock_text(shares.seconds_since_last) if used else "0",
        "Diff": short_difficulty(shares.difficulty) if used else "",
        "Diff1 Shares": 0,
        "Proxy Type": "",
        "Proxy": "",
        "Difficulty Accepted": float(shares.accepted_difficulty),
        "Difficulty Rejected": float(shares.rejected * shares.difficulty),
        "Difficulty Stale": 0.0,
        "Last Share Difficulty": float(shares.difficulty),
        "Has Stratum": bool(url),
        "Stratum Active": used,
        "Stratum URL": url.partition("//")[2].partition(":")[0] if used else "",
        "Has GBT": False,
        "Best Share": float(shares.best),
        "Pool Rejected%": 0.0,
        "Pool Stale%%": 0.0,
    }


def device_row(reading: Reading, *, temperature_key: str, with_rate: bool) -> Reply:
    """Return the single DEVS entry, which says little on purpose: real firmware does the same."""
    shares, last = reading.shares, int(reading.at) - reading.shares.seconds_since_last
    hottest = float(round(reading.chip_max_c)) if with_rate else 0.0
    return {
        "ASC": 0,
        "Name": "BTM_SOC",
        "ID": 0,
        "Enabled": "Y",
        "Status": "Alive",
        temperature_key: hottest,
        "MHS av": ghs(reading.average_ths) if with_rate else 0.0,
        "MHS 5s": ghs(reading.now_ths) if with_rate else 0.0,
        "Accepted": shares.accepted,
        "Rejected": shares.rejected,
        "Hardware Errors": 0,
        "Utility": 0.0,
        "Last Share Pool": 0,
        "Last Share Time": last,
        "Total MH": 0.0,
        "Diff1 Work": 0,
        "Difficulty Accepted": shares.accepted_difficulty,
        "Difficulty Rejected": shares.rejected * shares.difficulty,
        "Last Share Difficulty": last,
        "Last Valid Work": last,
        "Device Hardware%": 0.0,
        "Device Rejected%": 0.0,
        "Device Elapsed": reading.elapsed_s,
    }


def config_row(machine: Machine) -> Reply:
    """Return CONFIG[0], which only the newer firmware shows."""
    return {
        "ASC Count": machine.spec.boards,
        "PGA Count": 0,
        "Pool Count": 3,
        "Strategy": "Failover",
        "Log Interval": 5,
        "Device Code": "BTM_SOC",
        "OS": "Linux",
        "Failover-Only": True,
        "ScanTime": 60,
        "Queue": 1,
        "Expiry": 120,
    }


def reply(code: int, message: str, section: str, rows: list[Reply], now: float) -> Reply:
    """Wrap rows in STATUS, section and id."""
    return {"STATUS": status(code, message, DESCRIPTION, int(now)), section: rows, "id": 1}
