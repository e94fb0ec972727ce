"""VNish on the CGMiner port: the older keys, with per-chain state as numbered keys."""

from __future__ import annotations

from typing import Any

from simulator.families.base import clock_text, ghs, short_difficulty
from simulator.families.vnish_pages import BUILD_TIME, VERSION, chain_power_w, miner_state, sensor_range
from simulator.machine import Machine
from simulator.reading import Reading, Shares

_NOTHING = Shares(0, 0, 0, 0, 0, 0)


def summary(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    """SUMMARY."""
    del machine
    shares = reading.shares
    return [
        {
            "Elapsed": reading.elapsed_s,
            "GHS 5s": ghs(reading.now_ths),
            "GHS av": ghs(reading.average_ths),
            "GHS 30m": ghs(reading.half_hour_ths),
            "Found Blocks": 0,
            "Getworks": 0,
            "Accepted": shares.accepted,
            "Rejected": shares.rejected,
            "Hardware Errors": reading.hw_errors,
            "Utility": 0.0,
            "Discarded": 0,
            "Stale": shares.stale,
            "Get Failures": 0,
            "Local Work": 0,
            "Remote Failures": 0,
            "Network Blocks": 0,
            "Total MH": 0,
            "Work Utility": 0.0,
            "Difficulty Accepted": float(shares.accepted_difficulty),
            "Difficulty Rejected": float(shares.rejected * shares.difficulty),
            "Difficulty Stale": 0.0,
            "Best Share": shares.best,
            "Device Hardware%": 2.4e-10,
            "Device Rejected%": 0.0,
            "Pool Rejected%": 0.0,
            "Pool Stale%": 0.0,
            "Last getwork": 0,
            "Fee Percent": 2.8,
        }
    ]


def stats(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    """STATS: who I am, then one flat row; "GHS 5s" is text here and a number in summary."""
    head = {
        "Type": f"{machine.spec.label} (Vnish {VERSION})",
        "Miner": "0.0.0",
        "Cgminer": VERSION,
        "CompileTime": BUILD_TIME,
    }
    row: dict[str, Any] = {
        "Elapsed": reading.elapsed_s,
        "GHS 5s": f"{reading.now_ths * 1e3:.2f}",
        "GHS av": ghs(reading.average_ths),
        "state": miner_state(machine, reading),
        "total_rate": ghs(reading.now_ths),
        "total_rateideal": ghs(reading.ideal_ths),
        "total_acn": sum(board.chips for board in reading.boards),
        "fan_num": len(reading.fan_rpm),
        "fan_mode": 0,
        "fan_pwm": round(reading.fan_duty * 100),
    }
    row.update({f"fan{index}": rpm for index, rpm in enumerate(reading.fan_rpm, 1)})
    for board in reading.boards:
        low_chip, high_chip, low_pcb, high_pcb = sensor_range(board)
        number = board.slot + 1
        row |= {
            f"temp{number}": high_pcb,
            f"temp2_{number}": high_chip,
            f"temp3_{number}": high_chip,
            f"temp_sens{number}": "m-m-m-m",
            f"temp_chip{number}": f"{high_chip}-{low_chip}-{high_chip}-{high_chip}",
            f"temp_pcb{number}": f"{high_pcb}-{low_pcb}-{high_pcb}-{high_pcb}",
            f"chain_acn{number}": board.chips,
            f"chain_hw{number}": board.hw_errors,
            f"chain_rate{number}": ghs(board.hashrate_ths),
            f"chain_rateideal{number}": ghs(board.ideal_ths),
            f"chain_consumption{number}": chain_power_w(machine, reading, board),
            f"chain_vol{number}": round(machine.spec.voltage_v * 1000),
            f"chain_state{number}": "mining" if board.hashrate_ths > 0 else "stopped" if board.alive else "failure",
            f"chain_fault{number}": "" if board.alive else "no chips found",
            f"freq_avg{number}": float(board.frequency_mhz),
        }
    return [head, row]


def pools(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    """POOLS: the user's first, a spare, then the firmware's fee."""
    first = machine.pools[0]
    spare = machine.pools[1] if len(machine.pools) > 1 else first
    fee = Shares(reading.shares.accepted // 7, 0, 0, 16384, 0, reading.shares.seconds_since_last)
    return [
        _pool(0, _bare(first.url), first.user, reading.shares, fee=False),
        _pool(1, _bare(spare.url), spare.user, _NOTHING, fee=False),
        _pool(2, "DevFee", "DevFee", fee, fee=True),
    ]


def _bare(url: str) -> str:
    return url.partition("//")[2] or url


def _pool(index: int, url: str, user: str, shares: Shares, *, fee: bool) -> dict[str, Any]:
    return {
        "POOL": index,
        "URL": url,
        "Type": int(fee),
        "User": user,
        "Status": "Alive",
        "Diff": short_difficulty(shares.difficulty) if shares.difficulty else "",
        "Accepted": shares.accepted,
        "Rejected": shares.rejected,
        "Stale": shares.stale,
        "Last Share Difficulty": float(shares.difficulty),
        "Last Share Time": clock_text(shares.seconds_since_last) if shares.difficulty else "0",
        "Stratum Active": shares.difficulty > 0,
        "Has Vmask": True,
        "Difficulty Accepted": float(shares.accepted_difficulty),
        "Difficulty Rejected": float(shares.rejected * shares.difficulty),
        "Difficulty Stale": 0.0,
    }


def details(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    """DEVDETAILS."""
    del reading
    short = machine.spec.label.partition(" ")[2].replace(" ", "")
    return [
        {
            "DEVDETAILS": 0,
            "Name": f"BTM_{short.upper()}",
            "ID": 0,
            "Driver": f"bitmain_{short.lower()}_drv",
            "Kernel": "",
            "Model": "",
            "Device Path": "",
        }
    ]
