"""What LuxOS shows of boards, chips, fans, sensors and power."""

from __future__ import annotations

from simulator import physics
from simulator.families.base import mhs
from simulator.families.luxos_profiles import current_profile
from simulator.machine import Machine
from simulator.reading import BoardReading, Reading
from simulator.wire.rpc import Reply

_BOARD_ORDER = (2, 0, 1)


def devs(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """DEVS: one entry per board, not in slot order."""
    del parameter
    order = [slot for slot in _BOARD_ORDER if slot < len(reading.boards)]
    return [_dev(machine, reading, reading.boards[slot]) for slot in order]


def _dev(machine: Machine, reading: Reading, board: BoardReading) -> Reply:
    part = 1 / len(reading.boards) if board.alive else 0.0
    shares, last = reading.shares, int(reading.at) - reading.shares.seconds_since_last
    quarter, half_hour = mhs(reading.quarter_ths * part), mhs(reading.half_hour_ths * part)
    return {
        "ASC": board.slot,
        "Accepted": int(shares.accepted * part),
        "Board": machine.spec.board_name,
        "Connector": f"J{7 + board.slot}",
        "ControllerIPVersionHex": "0x18351835",
        "ControllerIPVersionStr": "N/A",
        "Device Elapsed": reading.elapsed_s,
        "Device Hardware%": 0,
        "Device Rejected%": 0,
        "Diff1 Work": int(shares.accepted_difficulty * part),
        "Difficulty Accepted": int(shares.accepted_difficulty * part),
        "Difficulty Rejected": 0,
        "Enabled": "Y",
        "Hardware Error MHS 15m": 0,
        "Hardware Errors": board.hw_errors,
        "ID": board.slot,
        "IsRamping": False,
        "IsUserShutdown": False,
        "Last Share Difficulty": shares.difficulty,
        "Last Share Pool": 0,
        "Last Share Time": last,
        "Last Valid Work": last,
        "MHS 5s": mhs(board.hashrate_ths),
        "MHS 1m": mhs(reading.minute_ths * part),
        "MHS 5m": quarter,
        "MHS 15m": quarter,
        "MHS 30m": half_hour,
        "MHS 60m": half_hour,
        "MHS av": mhs(board.average_ths),
        "Name": "",
        "Nominal MHS": mhs(board.ideal_ths),
        "Profile": current_profile(machine),
        "Rejected": int(shares.rejected * part),
        "SerialNumber": board.serial,
        "Status": "Alive" if board.alive else "Dead",
        "Temperature": float(round(board.chip_c)),
        "Total MH": mhs(board.average_ths),
        "Utility": 0,
    }


def fans(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """FANS."""
    del machine, parameter
    names = ("FAN4", "FAN2", "FAN1", "FAN3")
    duty = round(reading.fan_duty * 100)
    return [{"FAN": names[at % 4], "ID": at, "RPM": rpm, "Speed": duty} for at, rpm in enumerate(reading.fan_rpm)]


def fan_control(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """FANCTRL."""
    del reading, parameter
    return [{"MinFans": max(machine.spec.fans - 1, 0), "PowerOffSpeed": 20}]


def temperatures(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """TEMPS: four corners of each board."""
    del machine, parameter
    rows: list[Reply] = []
    for board in reading.boards:
        hot, cool = float(round(board.outlet_c)), float(round(board.inlet_c))
        corners = {"BottomLeft": hot, "BottomRight": cool, "TopLeft": hot, "TopRight": cool}
        rows.append({**corners, "ID": board.slot, "TEMP": board.slot})
    return rows


def temperature_labels(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """METADATA of temps: where the corners are."""
    del machine, reading, parameter
    return [
        {
            f"{row}{side}": {"Label": f"Board {flow} ({row.lower()})", "Position": [int(row == "Bottom"), column]}
            for row in ("Bottom", "Top")
            for column, (side, flow) in enumerate((("Left", "Exhaust"), ("Right", "Intake")))
        }
    ]


def power(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """POWER: PSU says whether the figure is measured."""
    del machine, parameter
    return [{"PSU": False, "Watts": reading.power_w}]


def _board_of(reading: Reading, parameter: str) -> BoardReading:
    slot = int(parameter) if parameter.isdigit() else 0
    return reading.boards[min(slot, len(reading.boards) - 1)]


def voltage(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """VOLTAGE of one board."""
    return [{"Board": _board_of(reading, parameter).slot, "Voltage": machine.spec.voltage_v}]


def chip_health(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """CHIPS of one board: some 29 kB of text."""
    board = _board_of(reading, parameter)
    nominal = board.ideal_ths * 1e3 / machine.spec.chips_per_board
    expected = round(nominal * 1.72)
    when = int(reading.at - reading.at % 600) * 1000
    rows: list[Reply] = []
    for chip in range(board.chips):
        score = 100 + 2.5 * physics.noise(machine.identity.seed + chip, board.slot)
        rate = round(nominal * score / 100, 2)
        rows.append(
            {
                "Board": board.slot,
                "Chip": chip,
                "Column": chip % 7,
                "Domain": chip // 7,
                "Frequency": board.frequency_mhz,
                "GHS 15m": rate,
                "GHS 1m": rate,
                "GHS 5m": rate,
                "HashCount": round(expected * score / 100),
                "HashExpected": expected,
                "HashMin": expected // 5,
                "Healthy": "Y",
                "IsChecking": False,
                "Row": chip // 7,
                "Score": round(score, 2),
                "When": when,
            }
        )
    return rows
