"""What a person should know about the agent now, one sentence per kind."""

from __future__ import annotations

from typing import Any

from neurohost_agent import clock


class Problems:
    """Open problems by code; the same one again keeps its first moment."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[str, int]] = {}

    def note(self, code: str, text: str) -> None:
        """Open a problem or renew its sentence."""
        since = self._open[code][1] if code in self._open else clock.wall_ms()
        self._open[code] = (text, since)

    def clear(self, code: str) -> None:
        """Close a problem."""
        self._open.pop(code, None)

    def listed(self) -> list[dict[str, Any]]:
        """Return them as the heartbeat and status.json show them."""
        return [{"code": code, "text": text, "since_ms": since} for code, (text, since) in self._open.items()]
