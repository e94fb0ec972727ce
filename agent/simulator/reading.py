"""What a machine's sensors show at one moment; families turn it into their own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardReading:
    """One hash board: `hashrate_ths` is the 5-second figure, `average_ths` since the miner started."""

    slot: int
    alive: bool
    serial: str
    chips: int
    hashrate_ths: float
    average_ths: float
    ideal_ths: float
    chip_c: float
    inlet_c: float
    outlet_c: float
    hw_errors: int
    frequency_mhz: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Work handed to the pool since the miner started; `difficulty` is that of one share."""

    accepted: int
    rejected: int
    stale: int
    difficulty: int
    best: int
    seconds_since_last: int

    @property
    def accepted_difficulty(self) -> int:
        """Sum of the difficulty of accepted shares."""
        return self.accepted * self.difficulty

    @property
    def rejected_percent(self) -> float:
        """Rejected shares as a percentage of all."""
        total = self.accepted + self.rejected
        return round(100.0 * self.rejected / total, 4) if total else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole machine at one moment; hashrates in TH/s by averaging window."""

    at: float
    elapsed_s: int
    hashing: bool
    boards: tuple[BoardReading, ...]
    now_ths: float
    minute_ths: float
    quarter_ths: float
    half_hour_ths: float
    day_ths: float
    average_ths: float
    ideal_ths: float
    power_w: int
    inlet_c: float
    chip_c: float
    fan_rpm: tuple[int, ...]
    fan_duty: float
    shares: Shares
    hw_errors: int

    @property
    def chip_max_c(self) -> float:
        """Hottest chip of the boards that answer."""
        return max((board.chip_c for board in self.boards if board.alive), default=0.0)

    @property
    def efficiency_jth(self) -> float:
        """Energy per work in J/TH, 0 when nothing is hashed."""
        return self.power_w / self.now_ths if self.now_ths > 0 else 0.0
