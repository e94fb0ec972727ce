"""Avalon's bracketed text `Key[value] Key2[a b c]`, with per-chip lists that make it twelve kilobytes long."""

from __future__ import annotations

from collections.abc import Iterable

from simulator import physics
from simulator.machine import Machine
from simulator.reading import BoardReading, Reading

_CHIP_VOLTAGE = 306
_WORKS_PER_CHIP = 620


def _join(values: Iterable[object]) -> str:
    return " ".join(str(value) for value in values)


def _spread_list(seed: int, count: int, middle: int, reach: int) -> list[int]:
    """Return `count` whole numbers within `reach` of `middle`, cheap and repeatable."""
    values: list[int] = []
    width = 2 * reach + 1
    for block in range(0, count, 8):
        bits = physics.mix(seed + block)
        values += [middle - reach + (bits >> shift & 0xFF) % width for shift in range(0, 64, 8)]
    return values[:count]


def mm_text(machine: Machine, reading: Reading, build: str) -> str:
    """Return the text of "MM ID0" for the whole machine."""
    fields = _head(machine, reading, build) | _rates(machine, reading) | _lists(machine, reading)
    fields |= _tail(machine)
    return " ".join(f"{key}[{value}]" for key, value in fields.items())


def _head(machine: Machine, reading: Reading, build: str) -> dict[str, object]:
    boards = sum(board.alive for board in reading.boards)
    work = "In Idle" if machine.sleeping else "In Work" if reading.hashing else "In Init"
    chips = [board.chip_c for board in reading.boards if board.alive and reading.hashing]
    head: dict[str, object] = {
        "Ver": f"{machine.spec.label}-{build}",
        "DNA": machine.identity.token[:16],
        "MEMFREE": "1198512.0",
        "NETFAIL": _join([0] * 8),
        "SYSTEMSTATU": f"Work: {work}, Hash Board: {boards} ",
        "Elapsed": reading.elapsed_s,
        "BOOTBY": "0x08.00000000",
        "LW": reading.elapsed_s * 960,
        "MH": _join(board.hw_errors for board in reading.boards),
        "HW": reading.hw_errors,
        "DH": "1.874%",
        "Temp": round(reading.inlet_c),
        "TMax": round(max(chips) + 9) if chips else 0,
        "TAvg": round(sum(chips) / len(chips)) if chips else 0,
    }
    head.update({f"Fan{index}": rpm for index, rpm in enumerate(reading.fan_rpm, 1)})
    head["FanR"] = f"{round(reading.fan_duty * 100)}%"
    return head


def _rates(machine: Machine, reading: Reading) -> dict[str, object]:
    board_power = round(reading.power_w * 0.93)
    centivolts = round(machine.spec.voltage_v * 100)
    amperes = round(board_power / (centivolts / 100))
    shown_power = round(centivolts / 100 * amperes)
    return {
        "Vo": 331,
        "PS": _join([0, centivolts - 94, centivolts, amperes, shown_power, centivolts + 4, reading.power_w]),
        **{
            f"PLL{board.slot}": _join(_spread_list(machine.identity.seed + board.slot, 4, 3600, 100))
            for board in reading.boards
        },
        "GHSspd": f"{reading.now_ths * 1e3:.2f}",
        "DHspd": "1.874%",
        "GHSmm": f"{reading.now_ths * 1.012e3:.2f}",
        "GHSavg": f"{reading.average_ths * 1e3:.2f}",
        "WU": f"{reading.shares.accepted_difficulty * 60 / max(reading.elapsed_s, 1):.2f}",
        "Freq": f"{machine.spec.frequency_mhz * machine.profile():.2f}",
        "Led": int(machine.led_on),
        "MGHS": _join(f"{board.hashrate_ths * 1e3:.2f}" for board in reading.boards),
        "MTmax": _join(round(board.chip_c + 9) if board.alive else 0 for board in reading.boards),
        "MTavg": _join(round(board.chip_c) for board in reading.boards),
        "TA": sum(board.chips for board in reading.boards),
        "Core": "A3201",
        "PING": 41,
        "POWS": 0,
        "HASHS": _join([0] * machine.spec.boards),
        "POOLS": 0,
        "SoftOFF": 4 if machine.sleeping else 0,
        "ECHU": _join([0] * machine.spec.boards),
        "ECMM": 0,
    }


def _steps(machine: Machine) -> str:
    base = machine.spec.frequency_mhz - 30
    return _join(base + 20 * step for step in range(4))


def _lists(machine: Machine, reading: Reading) -> dict[str, object]:
    seed, step = machine.identity.seed, int(reading.at // 30)
    fields: dict[str, object] = {f"SF{board.slot}": _steps(machine) for board in reading.boards}
    live = [board for board in reading.boards if board.alive]

    def chips(board: BoardReading, kind: int, middle: int, reach: int) -> str:
        return _join(_spread_list(seed + 1000 * kind + 100 * board.slot + step, board.chips, middle, reach))

    for board in live:
        text = _join(
            f"{value:3d}" for value in _spread_list(seed + 100 * board.slot + step, board.chips, round(board.chip_c), 8)
        )
        fields[f"PVT_T{board.slot}"] = text
    fields |= {f"PVT_V{board.slot}": chips(board, 1, _CHIP_VOLTAGE, 9) for board in live}
    fields["MW"] = _join(reading.elapsed_s * 332 if board.alive else 0 for board in reading.boards)
    fields |= {f"MW{board.slot}": chips(board, 2, _WORKS_PER_CHIP, 80) for board in live}
    fields |= {f"ASICCRC{board.slot}": _join([0] * board.chips) for board in live}
    fields["CRC"] = _join([0] * machine.spec.boards)
    return fields


def _tail(machine: Machine) -> dict[str, object]:
    mode = {"low": 0, "normal": 1, "high": 2}[machine.mode]
    freq = ":".join(_steps(machine).split())
    boards = range(machine.spec.boards)
    return {
        "POW_I2C": "OK",
        "FACOPTS0": "",
        "FACOPTS1": "",
        "ATAOPTS0": f"--avalon10-freq {freq} --avalon10-voltage-level 45 ",
        "ATAOPTS1": f"--avalon10-freq {freq} --avalon10-voltage-level 54 ",
        "ADJ": 1,
        "COP": _join([0] * machine.spec.boards),
        "MPO": machine.power_target_w or machine.spec.power_w,
        "MVL": 87,
        **{f"ATABD{slot}": _steps(machine) for slot in boards},
        "WORKMODE": mode,
    }
