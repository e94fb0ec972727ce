"""What every driver can do."""

from __future__ import annotations

from typing import Protocol

from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.line import Line


class Driver(Protocol):
    """Reads one family of machines. Raises DeviceError (with the state it means) when the machine does not answer."""

    family: str

    async def identify(self, line: Line) -> Device:
        """Return who answers on this line."""
        ...

    async def read(self, line: Line) -> Reading:
        """Return one reading; requests go one after another."""
        ...
