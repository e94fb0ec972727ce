"""Which scan request was served last, kept over restarts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from neurohost_agent import clock
from neurohost_agent.files import read_struct, write_json


class _Kept(msgspec.Struct, frozen=True):
    served: int = -1
    last_finished_at_ms: int | None = None
    last_found: int | None = None


class ScanState:
    """scan.json; `running` is only in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = read_struct(path, _Kept) or _Kept()
        self.running = False

    @property
    def served(self) -> int:
        """The `scan.request` that was served last, -1 before the first scan."""
        return self._kept.served

    def finished(self, request: int, found: int) -> None:
        """Note that a scan for this request is complete."""
        self.running = False
        self._kept = _Kept(request, clock.wall_ms(), found)
        write_json(self._path, self._kept)

    def document(self) -> dict[str, Any]:
        """The state as the heartbeat carries it."""
        return {
            "request": max(self._kept.served, 0),
            "running": self.running,
            "last_finished_at_ms": self._kept.last_finished_at_ms,
            "last_found": self._kept.last_found,
        }
