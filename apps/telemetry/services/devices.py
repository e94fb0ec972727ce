"""Devices: finding or making the row of a machine an agent names, and matching it to its unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from apps.audit.services import record
from apps.common import access
from apps.common.clock import now
from apps.common.events import announce
from apps.inventory.models import Unit
from apps.inventory.permissions import UNIT_VIEW
from apps.inventory.selectors.identity import units_by_mac, units_by_serial
from apps.telemetry.enums import AgentStatus, MatchedBy
from apps.telemetry.exceptions import DeviceAlreadyMatched
from apps.telemetry.models import Device
from apps.telemetry.permissions import DEVICE_MATCH
from apps.telemetry.signals import device_matched

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from apps.common.actor import Actor
    from apps.telemetry.models import Agent
    from apps.telemetry.rules.batch import DeviceEntry

_REPORTED = ("serial", "family", "make", "model", "firmware", "firmware_version", "hostname")
_MAX_TEXT = 200


@dataclass(slots=True)
class Roster:
    """The known devices of one agent, by MAC and by address, to resolve many entries with one query."""

    by_mac: dict[str, Device] = field(default_factory=dict)
    by_ip: dict[str, list[Device]] = field(default_factory=dict)

    @classmethod
    def of(cls, agent: Agent, entries: Iterable[DeviceEntry]) -> Roster:
        """Load the devices that the entries may name."""
        ips = {entry.ip for entry in entries}
        macs = {entry.mac for entry in entries if entry.mac}
        ip_field = Device._meta.get_field("ip_index")
        mac_field = Device._meta.get_field("mac_index")
        rows = Device.objects.filter(agent=agent)
        found = rows.filter(ip_index__in=[ip_field.of(ip) for ip in ips]) | rows.filter(
            mac_index__in=[mac_field.of(mac) for mac in macs]
        )
        roster = cls()
        for device in found:
            roster.add(device)
        return roster

    def add(self, device: Device) -> None:
        """Know one more device."""
        if device.mac:
            self.by_mac[device.mac] = device
        self.by_ip.setdefault(device.ip, []).append(device)

    def find(self, entry: DeviceEntry) -> Device | None:
        """Return the device an entry names: by MAC, else by serial number or address where nothing speaks against.

        A machine with another MAC or serial number at the same address is another machine.
        """
        if entry.mac and entry.mac in self.by_mac:
            return self.by_mac[entry.mac]
        here = [device for device in self.by_ip.get(entry.ip, ()) if not (entry.mac and device.mac)]
        for device in here:
            if entry.serial and device.serial == entry.serial:
                return device
        for device in here:
            if not (entry.serial and device.serial):
                return device
        return None


def resolve_devices(agent: Agent, entries: Sequence[DeviceEntry], *, found: bool = False) -> list[Device]:
    """Return the device of each entry, made or brought up to date. The caller holds the agent's row lock.

    `found` says that a scan saw the machines just now (their time of finding is kept).
    """
    roster = Roster.of(agent, entries)
    devices = []
    for entry in entries:
        device = roster.find(entry)
        if device is None:
            device = Device(organisation_id=agent.organisation_id, agent=agent, site_id=agent.site_id, ip=entry.ip)
        changed = _adopt(device, entry)
        if found:
            device.last_found_at = now()
        if changed or found or device.pk is None:
            device.save()
        roster.add(device)
        devices.append(device)
    return devices


def _adopt(device: Device, entry: DeviceEntry) -> bool:
    """Take over what an entry tells; what it does not know stays as it was. Return whether anything changed."""
    told: dict[str, Any] = {name: (getattr(entry, name) or "")[:_MAX_TEXT] for name in _REPORTED}
    told |= {"ip": entry.ip, "mac": entry.mac or ""}
    changed = False
    for name, value in told.items():
        if value and getattr(device, name) != value:
            setattr(device, name, value)
            changed = True
    return changed


def match_found_devices(*, by: Actor, agent: Agent) -> int:
    """Match the agent's devices that have no unit yet, by serial number, else by MAC; return how many.

    A unit that already has a device is left alone: two machines that claim one identity are a person's business. Only
    what a revoked agent had found gives its unit up to the device that is read now.
    """
    with transaction.atomic():
        free = list(Device.objects.select_for_update().filter(agent=agent, unit__isnull=True))
        by_serial = units_by_serial(agent.organisation_id, [device.serial for device in free if device.serial])
        by_mac = units_by_mac(agent.organisation_id, [device.mac for device in free if device.mac])
        holders = {
            device.unit_id: device
            for device in Device.objects.select_related("agent", "unit").filter(
                unit__in={*by_serial.values(), *by_mac.values()}
            )
        }
        matched = 0
        for device in free:
            unit, how = by_serial.get(device.serial), MatchedBy.SERIAL
            if unit is None:
                unit, how = by_mac.get(device.mac), MatchedBy.MAC
            if unit is None:
                continue
            holder = holders.get(unit.pk)
            if holder is not None:
                if holder.agent.status != AgentStatus.REVOKED:
                    continue
                _detach(by, holder, reason="the agent that found it is revoked")
            holders[unit.pk] = device
            _attach(by, device, unit, how)
            matched += 1
    return matched


def match_device(*, by: Actor, device: Device, unit: Unit) -> Device:
    """Say by hand which unit a device is. Raises AccessDenied, DeviceAlreadyMatched."""
    access.require(by, DEVICE_MATCH, device)
    access.require(by, UNIT_VIEW, unit)
    with transaction.atomic():
        # The unit's row is the lock: two people who give it a device come one after the other.
        Unit.objects.select_for_update().get(pk=unit.pk)
        device = Device.objects.select_for_update().get(pk=device.pk)
        other = Device.objects.filter(unit=unit).exclude(pk=device.pk).first()
        if other is not None:
            raise DeviceAlreadyMatched(serial=unit.serial, address=other.ip, field="unit")
        _attach(by, device, unit, MatchedBy.PERSON)
    return device


def unmatch_device(*, by: Actor, device: Device, reason: str) -> Device:
    """Take a device off its unit, with the reason. Raises AccessDenied."""
    access.require(by, DEVICE_MATCH, device)
    with transaction.atomic():
        device = Device.objects.select_for_update(of=("self",)).select_related("unit").get(pk=device.pk)
        _detach(by, device, reason=reason)
    return device


def _detach(by: Actor, device: Device, *, reason: str) -> None:
    """Take a device off its unit, with the record."""
    before = {"unit": device.unit.serial if device.unit else None}
    device.unit, device.matched_by = None, ""
    device.save(update_fields=["unit", "matched_by", "updated_at"])
    record(by=by, action="telemetry.device.unmatch", subject=device, before=before, after={"unit": None}, reason=reason)


def _attach(by: Actor, device: Device, unit: Unit, how: MatchedBy) -> None:
    """Write the match and its record."""
    before = {"unit_id": device.unit_id}
    device.unit, device.matched_by = unit, how
    Device.objects.filter(pk=device.pk).update(unit=unit, matched_by=how, updated_at=now())
    record(
        by=by,
        action="telemetry.device.match",
        subject=device,
        before=before,
        after={"unit_id": unit.pk, "serial": unit.serial, "matched_by": how.value},
    )
    announce(device_matched, by=by, sender=Device, device_id=device.pk, unit_id=unit.pk)
