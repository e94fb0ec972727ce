"""The roster: which device an entry of a batch means, from blind indexes alone, and a memory of it per process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from apps.telemetry.models import Device

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from apps.common.crypto import BlindIndexField
    from apps.telemetry.models import Agent
    from apps.telemetry.rules.batch import DeviceEntry

_MOST_AGENTS = 64
_MOST_ENTRIES = 65_536


def index_of(name: str, text: str | None) -> bytes | None:
    """Return the blind index of an address or MAC, None for an unknown one."""
    index = cast("BlindIndexField", Device._meta.get_field(f"{name}_index"))
    return index.of(text) if text else None


@dataclass(slots=True)
class Roster:
    """The known devices of one agent, by the blind indexes of MAC and address; nothing is decrypted."""

    by_mac: dict[bytes, Device] = field(default_factory=dict)
    by_ip: dict[bytes, list[Device]] = field(default_factory=dict)

    @classmethod
    def of(cls, agent: Agent, ips: Iterable[bytes], macs: Iterable[bytes]) -> Roster:
        """Load the devices that have one of these indexes, with one query."""
        rows = Device.objects.filter(agent=agent).defer("ip", "mac")
        roster = cls()
        for device in rows.filter(ip_index__in=ips) | rows.filter(mac_index__in=macs):
            roster.add(device)
        return roster

    def add(self, device: Device) -> None:
        """Know one more device."""
        if device.mac_index:
            self.by_mac[bytes(device.mac_index)] = device
        if device.ip_index:
            self.by_ip.setdefault(bytes(device.ip_index), []).append(device)

    def find(self, entry: DeviceEntry, ip: bytes, mac: bytes | None) -> Device | None:
        """Return the device an entry names: by MAC, else by serial number or address where nothing speaks against.

        A machine with another MAC or serial number at the same address is another machine.
        """
        if mac and mac in self.by_mac:
            return self.by_mac[mac]
        there = (device for device in self.by_ip.get(ip, ()) if device.ip_index == ip)  # one that moved is elsewhere
        here = [device for device in there if not (mac and device.mac_index)]
        for device in here:
            if entry.serial and device.serial == entry.serial:
                return device
        for device in here:
            if not (entry.serial and device.serial):
                return device
        return None


class Memory:
    """What this process remembers: the device of each entry by its bytes, per agent, good for one revision of them.

    Every change of a device raises the agent's `device_revision` under its row lock, so that a process which reads
    another revision there forgets; nothing is remembered before its transaction has committed.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._agents: OrderedDict[UUID, tuple[int, dict[bytes, int]]] = OrderedDict()

    def recall(self, agent: Agent, told: Sequence[bytes]) -> list[int] | None:
        """Return the device of each entry, None when one of them is not remembered. The agent's row is locked."""
        with self._lock:
            revision, known = self._agents.get(agent.uid, (-1, {}))
        if revision != agent.device_revision:
            return None
        try:
            return [known[entry] for entry in told]
        except KeyError:
            return None

    def keep(self, uid: UUID, revision: int, pairs: Iterable[tuple[bytes, int]]) -> None:
        """Remember what has committed."""
        with self._lock:
            held, known = self._agents.pop(uid, (revision, {}))
            if held > revision:
                self._agents[uid] = (held, known)
                return
            kept: dict[Any, int] = dict(known) if held == revision and len(known) < _MOST_ENTRIES else {}
            kept.update(pairs)
            self._agents[uid] = (revision, kept)
            while len(self._agents) > _MOST_AGENTS:
                self._agents.popitem(last=False)


memory = Memory()
