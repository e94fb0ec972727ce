"""All drivers by the name of their family."""

from __future__ import annotations

from typing import Final

from neurohost_agent.drivers.antminer_stock import AntminerStock
from neurohost_agent.drivers.avalon import Avalon
from neurohost_agent.drivers.base import Driver
from neurohost_agent.drivers.braiins import Braiins
from neurohost_agent.drivers.luxos import LuxOS
from neurohost_agent.drivers.vnish import VNish
from neurohost_agent.drivers.whatsminer_v2 import WhatsminerV2
from neurohost_agent.drivers.whatsminer_v3 import WhatsminerV3
from neurohost_agent.transport.line import Login

OTHER: Final = "other"
"""Read through the general library in its own process."""
UNKNOWN: Final = "unknown"
"""Something answers on a miner's port and is not understood."""

FACTORY_LOGINS: Final[dict[str, Login]] = {
    "antminer_stock": Login("root", "root"),
    "braiins": Login("root", "root"),
    "vnish": Login("admin", "admin"),
}
"""Sent only to families that the site's own configuration names; never otherwise."""


def make_drivers() -> dict[str, Driver]:
    """Return one driver of each family."""
    drivers: tuple[Driver, ...] = (
        AntminerStock(),
        WhatsminerV2(),
        WhatsminerV3(),
        Avalon(),
        Braiins(),
        VNish(),
        LuxOS(),
    )
    return {driver.family: driver for driver in drivers}
