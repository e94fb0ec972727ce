"""Which error codes a Whatsminer shows for the faults of the model, with the time each was raised."""

from __future__ import annotations

from datetime import UTC, datetime

from simulator.faults import Fault
from simulator.machine import OVERHEAT_C, Machine
from simulator.reading import Reading

_FAN_IN, _FAN_OUT, _TOO_HOT, _BOARD_LOST = "110", "111", "350", "530"


def error_codes(machine: Machine, reading: Reading) -> list[str]:
    """Return the codes in the order the firmware checks: fans, temperature, boards."""
    codes = [_FAN_IN if index == 0 else _FAN_OUT for index, rpm in enumerate(reading.fan_rpm) if rpm == 0]
    if reading.chip_c >= OVERHEAT_C:
        codes.append(_TOO_HOT)
    if Fault.DEAD_BOARD in machine.faults:
        lost = next((board.slot for board in reading.boards if not board.alive), 0)
        codes.append(str(int(_BOARD_LOST) + lost))
    return codes


def error_entries(machine: Machine, reading: Reading) -> list[dict[str, str]]:
    """Return the list of {code: time} that get_error_code answers."""
    raised = datetime.fromtimestamp(reading.at - reading.at % 60, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return [{code: raised} for code in error_codes(machine, reading)]
