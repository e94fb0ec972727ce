"""Two clocks: the wall, which people may set, and the time since boot, which never jumps."""

from __future__ import annotations

import functools
import time
import uuid
from pathlib import Path
from typing import Final

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_ID_OF_THIS_PROCESS: Final = uuid.uuid4().hex


def wall_ms() -> int:
    """Milliseconds since 1970 UTC by the wall clock."""
    return time.time_ns() // 1_000_000


def mono_ms() -> int:
    """Milliseconds since the machine was booted, sleep included (since some fixed moment where it can't tell)."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1_000_000


@functools.cache
def boot_id() -> str:
    """Name of the boot that mono_ms counts from; without one from the system each process is its own."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return _ID_OF_THIS_PROCESS
