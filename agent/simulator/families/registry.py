"""All firmware families by their key in the site file."""

from __future__ import annotations

from simulator.families.antminer import AntminerS19, AntminerS21
from simulator.families.avalon import Avalon
from simulator.families.base import Firmware
from simulator.families.braiins import Braiins
from simulator.families.luxos import LuxOs
from simulator.families.vnish import Vnish
from simulator.families.whatsminer_v2 import WhatsminerV2
from simulator.families.whatsminer_v3 import WhatsminerV3

FAMILIES: dict[str, Firmware] = {
    firmware.key: firmware
    for firmware in (
        AntminerS19(),
        AntminerS21(),
        WhatsminerV2(),
        WhatsminerV3(),
        Avalon(),
        Braiins(),
        Vnish(),
        LuxOs(),
    )
}
