"""One machine: who it is, what state it is in, and how that state moves when somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator import physics
from simulator.catalogue import ModelSpec
from simulator.faults import Fault
from simulator.identity import Identity

OVERHEAT_C = 92.0
"""Chip temperature from which the firmware throttles."""
STARTUP_S = 20.0
"""Seconds between boot and the first hashes."""
REJECTED_PART = 0.0011

Observer = Callable[["Machine", str, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Pool:
    """One configured pool."""

    url: str
    user: str
    password: str = "x"  # noqa: S105  (the worker password that pools ignore)


@dataclass(slots=True)
class Traits:
    """How this unit differs from its nameplate: a number near 1 each."""

    quality: float
    board_quality: tuple[float, ...]
    rack_offset_c: float
    hw_errors_per_hour: float
    luck: float


@dataclass(slots=True)
class Access:
    """Login state of the management interface: one session, its end, and what it was made of."""

    username: str
    password: str
    token: str = ""
    expires_at: float = 0.0
    salts: tuple[str, str, str] = ("", "", "")
    logins: int = 0


@dataclass(slots=True, eq=False)
class Machine:
    """One machine of the site. All times are Unix seconds; nothing moves between two calls."""

    identity: Identity
    family: str
    spec: ModelSpec
    traits: Traits
    climate: physics.Climate
    access: Access
    pools: tuple[Pool, ...]
    reboot_s: float
    observer: Observer
    powered: bool = True
    boot_at: float = 0.0
    hashing_since: float | None = None
    counted_until: float = 0.0
    work_th: float = 0.0
    hw_errors: float = 0.0
    chip_c: float = 25.0
    led_on: bool = False
    power_target_w: int = 0
    mode: str = "normal"
    drift_since: float = 0.0
    faults: dict[Fault, dict[str, float]] = field(default_factory=dict)

    @property
    def sleeping(self) -> bool:
        """Whether mining is switched off while the control board answers."""
        return self.hashing_since is None

    def reachable(self, now: float) -> bool:
        """Whether the machine listens on its ports."""
        return self.powered and now >= self.boot_at and Fault.OFFLINE not in self.faults

    def inlet_c(self, now: float) -> float:
        """Return the air temperature in front of the machine."""
        rise = self.faults.get(Fault.OVERHEATING, {}).get("inlet_rise_c", 0.0)
        return physics.ambient_c(self.climate, now) + self.traits.rack_offset_c + rise

    def board_alive(self, slot: int) -> bool:
        """Whether the board in this slot answers."""
        dead = self.faults.get(Fault.DEAD_BOARD)
        return dead is None or int(dead["board"]) % self.spec.boards != slot

    def fans_alive(self) -> float:
        """Part of the fans that turn; 1 for a machine without fans."""
        if not self.spec.fans or Fault.STOPPED_FAN not in self.faults:
            return 1.0
        return (self.spec.fans - 1) / self.spec.fans

    def fan_stopped(self, index: int) -> bool:
        """Whether this fan (from 0) stands still."""
        stopped = self.faults.get(Fault.STOPPED_FAN)
        return stopped is not None and int(stopped["fan"]) % self.spec.fans == index

    def profile(self) -> float:
        """Load of the chips against the nameplate, from the power target or mode."""
        by_mode = {"low": 0.75, "normal": 1.0, "high": 1.12}[self.mode]
        by_target = self.power_target_w / self.spec.power_w if self.power_target_w else 1.0
        return max(0.3, min(by_mode * by_target, 1.4))

    def board_capacity_ths(self, slot: int, now: float) -> float:
        """Return what this board would sustain now when warm, 0 when it is dead or mining is off."""
        if self.sleeping or not self.powered or Fault.ZERO_HASHRATE in self.faults:
            return 0.0
        if not self.board_alive(slot):
            return 0.0
        share = self.spec.hashrate_ths / self.spec.boards * self.traits.board_quality[slot]
        drift = self.faults.get(Fault.SLOW_DRIFT)
        kept = 1.0
        if drift is not None:
            kept = max(0.2, 1.0 - drift["loss_per_hour"] * (now - self.drift_since) / 3600.0)
        throttle = 0.85 if self.chip_c >= OVERHEAT_C else 1.0
        return share * self.traits.quality * self.profile() * kept * throttle

    def capacity_ths(self, now: float) -> float:
        """Return what the whole machine would sustain now when warm."""
        return sum(self.board_capacity_ths(slot, now) for slot in range(self.spec.boards))

    def load(self, now: float) -> float:
        """Electrical load of the chips against the nameplate (0 when they stand still)."""
        if self.sleeping or not self.powered or self.hashing_since is None:
            return 0.0
        alive = sum(self.board_alive(slot) for slot in range(self.spec.boards)) / self.spec.boards
        warm = 0.35 + 0.65 * physics.ramp(now - self.hashing_since)
        idle_chips = 0.3 if Fault.ZERO_HASHRATE in self.faults else 1.0
        return alive * warm * idle_chips * self.profile() if now >= self.hashing_since else 0.0

    def duty(self, now: float) -> float:
        """Fan duty (0..1) that the firmware sets now."""
        return physics.fan_duty(self.load(now), self.inlet_c(now), self.fans_alive())

    def advance(self, now: float) -> None:
        """Bring the counters and the heat up to this moment."""
        span_s = now - self.counted_until
        if span_s <= 0:
            return
        if self.powered and self.hashing_since is not None:
            since = self.hashing_since
            full_s = physics.ramp_area(self.counted_until - since, now - since)
            self.work_th += self.capacity_ths(now - span_s / 2) * full_s
            self.hw_errors += self.traits.hw_errors_per_hour * full_s / 3600.0
        load, inlet_c, alive = self.load(now), self.inlet_c(now), self.fans_alive()
        duty = physics.fan_duty(load, inlet_c, alive)
        settled = physics.settled_chip_c(load, inlet_c, duty, alive)
        self.chip_c = physics.relax(self.chip_c, settled, span_s)
        self.counted_until = now

    def start(self, now: float, *, running_s: float) -> None:
        """Put the machine into service as if it had run for `running_s` seconds (0: just switched on)."""
        self.powered = True
        self.boot_at = now - running_s
        self.hashing_since = self.boot_at + STARTUP_S
        self.counted_until = self.boot_at
        self.chip_c = self.inlet_c(self.boot_at)
        self.work_th = self.hw_errors = 0.0
        self.advance(now)

    def reboot(self, now: float) -> None:
        """Restart the control board: unreachable for `reboot_s`, then a cold start with fresh counters."""
        self.advance(now)
        self._restart_counters(now + self.reboot_s, asleep=self.sleeping)
        self.observer(self, "reboot", {"back_in_s": self.reboot_s})

    def _restart_counters(self, boot_at: float, *, asleep: bool) -> None:
        self.boot_at = boot_at
        self.hashing_since = None if asleep else boot_at + STARTUP_S
        self.work_th = self.hw_errors = 0.0
        self.access.token = ""

    def restart_mining(self, now: float) -> None:
        """Restart only the mining program: counters of work start anew."""
        self.advance(now)
        self.work_th = self.hw_errors = 0.0
        self.boot_at = now
        if not self.sleeping:
            self.hashing_since = now + STARTUP_S
        self.observer(self, "restart_mining", {})

    def sleep(self, now: float) -> None:
        """Stop mining; the control board goes on answering."""
        self.advance(now)
        self.hashing_since = None
        self.observer(self, "sleep", {})

    def wake(self, now: float) -> None:
        """Start mining again, warming up from here."""
        self.advance(now)
        if self.hashing_since is None:
            self.hashing_since = now + STARTUP_S / 4
        self.observer(self, "wake", {})

    def set_led(self, now: float, *, on: bool) -> None:
        """Switch the blinking light by which people find the machine."""
        self.advance(now)
        self.led_on = on
        self.observer(self, "led", {"on": on})

    def set_power_target(self, now: float, watts: int) -> None:
        """Limit the power (0: nameplate)."""
        self.advance(now)
        self.power_target_w = watts
        self.observer(self, "power_target", {"watts": watts})

    def set_pools(self, now: float, pools: tuple[Pool, ...]) -> None:
        """Work for these pools from now on."""
        self.advance(now)
        self.pools = pools
        self.observer(self, "pools", {"pools": [pool.url for pool in pools]})

    def set_mode(self, now: float, mode: str) -> None:
        """Set the power mode: low, normal or high."""
        self.advance(now)
        self.mode = mode
        self.observer(self, "mode", {"mode": mode})

    def set_power(self, now: float, *, on: bool) -> None:
        """Plug the machine in or pull the plug."""
        self.advance(now)
        if on and not self.powered:
            self.powered = True
            self._restart_counters(now + self.reboot_s, asleep=self.sleeping)
        elif not on:
            self.powered = False
        self.observer(self, "power", {"on": on})

    def set_fault(self, now: float, fault: Fault, params: dict[str, float]) -> None:
        """Switch a fault on; a fault already on takes the new parameters."""
        self.advance(now)
        self.faults[fault] = params
        if fault is Fault.SLOW_DRIFT:
            self.drift_since = now
        self.observer(self, "fault", {"fault": str(fault), "on": True, **params})
        if fault is Fault.SLEEPING:
            self.sleep(now)

    def clear_fault(self, now: float, fault: Fault) -> None:
        """Switch a fault off; clearing what is not on changes nothing."""
        self.advance(now)
        if self.faults.pop(fault, None) is None:
            return
        self.observer(self, "fault", {"fault": str(fault), "on": False})
        if fault is Fault.SLEEPING:
            self.wake(now)
