"""All firmware families by their key in the site file."""

from __future__ import annotations

from simulator.families.antminer import AntminerS19, AntminerS21
from simulator.families.base import Firmware
from simulator.families.whatsminer_v2 import WhatsminerV2

FAMILIES: dict[str, Firmware] = {
    firmware.key: firmware
    for firmware in (
        AntminerS19(),
        AntminerS21(),
        WhatsminerV2(),
    )
}
