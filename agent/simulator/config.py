"""The site file: what a simulated site consists of, read strictly from JSON."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

import msgspec

from simulator.physics import Climate

TOKEN_VARIABLE = "NEUROHOST_SIMULATOR_TOKEN"  # noqa: S105  (a variable's name)
LOOPBACK = ipaddress.IPv4Network("127.0.0.0/8")


class ConfigError(ValueError):
    """The site file can't be used; the text says why."""


class Ports(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Port of each protocol; above 1024 so that an ordinary user may open them."""

    rpc: int = 14028
    http: int = 18080
    v3: int = 14433


class Control(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where the control API listens. An empty token leaves only reading (unless the environment has one)."""

    host: str = "127.0.0.1"
    port: int = 14000
    token: str = ""


class Ambient(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Air of the site in degrees Celsius; `swing_c` is half of the daily range."""

    mean_c: float = 24.0
    swing_c: float = 5.0
    hottest_hour_utc: float = 10.0


class GroupFault(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A fault that the machine at `index` of its group has from the start."""

    index: int
    fault: str
    params: dict[str, float] = {}


class Group(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A run of machines on consecutive addresses (.0 and .255 are skipped)."""

    family: str
    count: int
    first_ip: str
    model: str = ""
    username: str = ""
    password: str = ""
    pool_url: str = "stratum+tcp://pool.neurohost.invalid:3333"
    pool_user: str = "site"
    faults: list[GroupFault] = []


class SiteConfig(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole site. `warm` machines have been running for hours; else they start cold with the program."""

    site: str
    machines: list[Group]
    seed: int = 1
    ambient: Ambient = Ambient()
    ports: Ports = Ports()
    control: Control = Control()
    reboot_s: float = 40.0
    warm: bool = True

    @property
    def climate(self) -> Climate:
        """The air as the physical model takes it."""
        return Climate(self.ambient.mean_c, self.ambient.swing_c, self.ambient.hottest_hour_utc)

    @property
    def control_token(self) -> str:
        """The token for control writes: the environment's, else the file's."""
        return os.environ.get(TOKEN_VARIABLE, "") or self.control.token


def parse_config(data: bytes) -> SiteConfig:
    """Read a site file's bytes; raises `ConfigError` naming the field."""
    try:
        config = msgspec.json.decode(data, type=SiteConfig)
    except msgspec.DecodeError as error:
        message = f"site file: {error}"
        raise ConfigError(message) from error
    for group in config.machines:
        addresses(group)
    if not _is_loopback(config.control.host):
        message = "site file: the control API listens on 127.0.0.0/8 only"
        raise ConfigError(message)
    return config


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.IPv4Address(host) in LOOPBACK
    except ipaddress.AddressValueError:
        return False


def load_config(path: Path) -> SiteConfig:
    """Read a site file; raises `ConfigError` naming the file or the field."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ConfigError(message) from error
    return parse_config(data)


def addresses(group: Group) -> list[str]:
    """Return the addresses of a group; raises `ConfigError` when they leave 127.0.0.0/8."""
    try:
        number = int(ipaddress.IPv4Address(group.first_ip))
    except ipaddress.AddressValueError as error:
        message = f"group {group.family}: {error}"
        raise ConfigError(message) from error
    if group.count < 1:
        message = f"group {group.family}: count must be at least 1"
        raise ConfigError(message)
    found: list[str] = []
    while len(found) < group.count:
        address = ipaddress.IPv4Address(number)
        if address not in LOOPBACK:
            message = f"group {group.family}: {address} is outside 127.0.0.0/8"
            raise ConfigError(message)
        if number & 0xFF not in {0, 255}:
            found.append(str(address))
        number += 1
    return found


def example_config() -> SiteConfig:
    """Return the site of the demo: all eight families and a few faults worth finding."""
    return SiteConfig(
        site="Demo site",
        seed=20261121,
        machines=[
            Group("antminer_s19", 24, "127.20.1.1", faults=[GroupFault(5, "dead_board", {"board": 2})]),
            Group("antminer_s21", 24, "127.20.2.1", faults=[GroupFault(3, "stopped_fan", {"fan": 0})]),
            Group("whatsminer_v2", 16, "127.20.3.1", faults=[GroupFault(7, "overheating")]),
            Group("whatsminer_v3", 16, "127.20.4.1", faults=[GroupFault(2, "slow_drift", {"loss_per_hour": 0.02})]),
            Group("avalon", 12, "127.20.5.1", faults=[GroupFault(4, "inf_nan")]),
            Group("braiins", 12, "127.20.6.1", faults=[GroupFault(6, "sleeping")]),
            Group("vnish", 12, "127.20.7.1", faults=[GroupFault(1, "zero_hashrate")]),
            Group("luxos", 12, "127.20.8.1", faults=[GroupFault(8, "hung")]),
        ],
    )
