"""The hardware that a simulated machine can be: nameplate figures and the shape of its boards and fans."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Nameplate of one model.

    `reported` is the model text in the firmware's replies where that differs from the trade name.
    """

    name: str
    hashrate_ths: float
    power_w: int
    boards: int
    chips_per_board: int
    fans: int
    frequency_mhz: int
    voltage_v: float
    max_rpm: int = 6600
    board_name: str = ""
    reported: str = ""

    @property
    def label(self) -> str:
        """The model as the firmware spells it."""
        return self.reported or self.name


S19_PRO = ModelSpec("Antminer S19 Pro", 110.0, 3250, 3, 114, 4, 525, 13.9, board_name="BHB42601")
S19J_PRO = ModelSpec("Antminer S19j Pro", 104.0, 3068, 3, 126, 4, 545, 13.7, board_name="BHB42603")
S19_XP = ModelSpec("Antminer S19 XP", 140.0, 3010, 3, 110, 4, 490, 12.9, board_name="BHB56801")
S19K_PRO = ModelSpec("Antminer S19k Pro", 120.0, 2760, 3, 77, 4, 590, 13.5, board_name="BHB56903")
S21 = ModelSpec("Antminer S21", 200.0, 3500, 3, 108, 4, 490, 13.8, board_name="BHB68601")
S21_PRO = ModelSpec("Antminer S21 Pro", 234.0, 3510, 3, 65, 4, 600, 13.7, board_name="A3HB70601")
S21_XP = ModelSpec("Antminer S21 XP", 270.0, 3645, 3, 91, 4, 495, 13.4, board_name="A3HB72001")
M50S = ModelSpec("WhatsMiner M50S", 128.0, 3328, 3, 135, 2, 600, 13.2, 7200, reported="M50S_VH50")
M50 = ModelSpec("WhatsMiner M50", 118.0, 3422, 3, 105, 2, 570, 13.2, 7200, reported="M50_VH40")
M60S = ModelSpec("WhatsMiner M60S", 186.0, 3441, 3, 225, 2, 625, 12.8, 7200, reported="M60S_VK40")
A1246 = ModelSpec("AvalonMiner 1246", 90.0, 3420, 3, 120, 4, 502, 13.2, 7400, reported="1246-90")
A1466 = ModelSpec("Avalon A1466", 150.0, 3230, 3, 176, 2, 470, 12.9, 7400, reported="1466-150")

MODELS: dict[str, ModelSpec] = {
    spec.name: spec
    for spec in (
        S19_PRO,
        S19J_PRO,
        S19_XP,
        S19K_PRO,
        S21,
        S21_PRO,
        S21_XP,
        M50S,
        M50,
        M60S,
        A1246,
        A1466,
    )
}
