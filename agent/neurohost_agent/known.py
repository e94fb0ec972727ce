"""The machines this agent knows, kept in devices.json, and each one's turn: never two requests at once."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Network
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

import msgspec

from neurohost_agent import clock
from neurohost_agent.addresses import contains
from neurohost_agent.drivers.registry import UNKNOWN
from neurohost_agent.files import read_struct, write_json
from neurohost_agent.reading import Device

_FORGET_MS: Final = 30 * 86_400_000


class KnownDevice(msgspec.Struct):
    """One machine; `seen_ms` is when it last answered."""

    ip: str
    family: str
    seen_ms: int
    mac: str | None = None
    serial: str | None = None
    make: str | None = None
    model: str | None = None
    firmware: str | None = None
    firmware_version: str | None = None
    hostname: str | None = None

    def device(self) -> Device:
        """The identity as readings carry it."""
        return Device(**{name: getattr(self, name) for name in Device.__struct_fields__})


def known_from(device: Device, seen_ms: int) -> KnownDevice:
    """Return a machine that has just answered."""
    return KnownDevice(seen_ms=seen_ms, **msgspec.structs.asdict(device))


class KnownDevices:
    """All machines by address. `version` grows whenever the set or a machine's identity changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.version = 0
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._devices: dict[str, Device] = {}
        self._seen: dict[str, int] = {}
        for known in read_struct(path, list[KnownDevice]) or []:
            self._keep(known.device(), known.seen_ms)

    def turn(self, ip: str) -> asyncio.Lock:
        """Return the lock that whoever talks to this machine holds."""
        lock = self._turns.get(ip)
        if lock is None:
            lock = self._turns[ip] = asyncio.Lock()
        return lock

    def all(self) -> list[Device]:
        """Return all machines."""
        return list(self._devices.values())

    def get(self, ip: str) -> Device | None:
        """Return the machine at an address."""
        return self._devices.get(ip)

    def merged(self, found: Device) -> Device:
        """Return a find completed by what is known: an answer that gave less does not erase what was learnt."""
        known = self._devices.get(found.ip)
        if known is None or found.family not in {UNKNOWN, known.family}:
            return found
        if found.family == UNKNOWN:
            return known
        if found.mac is not None and known.mac is not None and found.mac != known.mac:
            return found
        gaps = {name: getattr(known, name) for name in Device.__struct_fields__ if getattr(found, name) is None}
        return msgspec.structs.replace(found, **gaps)

    def answered(self, ip: str) -> None:
        """Note that a machine has just answered."""
        self._seen[ip] = clock.wall_ms()

    def replace(self, found: list[Device]) -> None:
        """Take the finds of a scan in; a machine that moved (same MAC, another address) leaves its old address."""
        now = clock.wall_ms()
        addresses = {device.ip for device in found}
        moved = {device.mac for device in found if device.mac is not None}
        for device in found:
            self._keep(device, now)
        gone = [d.ip for d in self._devices.values() if d.ip not in addresses and d.mac is not None and d.mac in moved]
        self._forget(gone)

    def keep_within(self, ranges: tuple[IPv4Network, ...], excluded: tuple[IPv4Network, ...]) -> None:
        """Forget machines outside the ranges and those that have not answered for 30 days."""
        limit = clock.wall_ms() - _FORGET_MS
        outside = [ip for ip in self._devices if not contains(ranges, ip) or contains(excluded, ip)]
        self._forget([*outside, *(ip for ip, seen in self._seen.items() if seen < limit)])

    def save(self) -> None:
        """Write devices.json."""
        kept = [known_from(device, self._seen[device.ip]) for device in self._devices.values()]
        write_json(self._path, kept)

    def _keep(self, device: Device, seen_ms: int) -> None:
        self.version += 1
        self._devices[device.ip] = device
        self._seen[device.ip] = seen_ms

    def _forget(self, addresses: list[str]) -> None:
        self.version += 1
        for ip in addresses:
            self._devices.pop(ip, None)
            self._seen.pop(ip, None)
