"""Whatsminer's web port: it only sends people on to the encrypted page, and tells scanners the vendor by that."""

from __future__ import annotations

from simulator.machine import Machine
from simulator.wire.http import HttpResponse


def to_luci(machine: Machine) -> HttpResponse:
    """Return the redirect to the page that the simulated device does not have."""
    target = f"https://{machine.identity.ip}/cgi-bin/luci"
    return HttpResponse(307, b"", "text/html", {"Location": target})
