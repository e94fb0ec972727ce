"""Devices: finding or making the row of a machine an agent names, and matching it to its unit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from apps.audit.services import record
from apps.common import access
from apps.common.clock import now
from apps.common.events import announce
from apps.inventory.models import Unit
from apps.inventory.permissions import UNIT_VIEW
from apps.inventory.selectors import units_by_mac, units_by_serial
from apps.telemetry.enums import AgentStatus, MatchedBy
from apps.telemetry.exceptions import DeviceAlreadyMatched
from apps.telemetry.models import Agent, Device
from apps.telemetry.permissions import DEVICE_MATCH
from apps.telemetry.rules.batch import device_entry
from apps.telemetry.services.roster import Roster, index_of, memory
from apps.telemetry.signals import device_matched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.telemetry.rules.batch import DeviceEntry

_REPORTED = ("serial", "family", "make", "model", "firmware", "firmware_version", "hostname")
_MAX_TEXT = 200
_AT_ONCE = 1_000


def resolve_told(agent: Agent, told: Sequence[bytes]) -> list[int]:
    """Return the device of each entry of a batch by its id, made or brought up to date.

    Entries come as the bytes of the wire: one that this process knows is not even read. The caller holds the agent's
    row lock. Raises MalformedBatch for an entry that is none.
    """
    remembered = memory.recall(agent, told)
    if remembered is not None:
        return remembered
    ids = [device.pk for device in _resolved(agent, [device_entry(entry) for entry in told])]
    revision, uid = agent.device_revision, agent.uid
    # An entry that shares its device with another one is looked up each time: the latter of them has the say.
    times = Counter(ids)
    pairs = [(entry, pk) for entry, pk in zip(told, ids, strict=True) if times[pk] == 1]
    transaction.on_commit(lambda: memory.keep(uid, revision, pairs))
    return ids


def resolve_found(agent: Agent, entries: Sequence[DeviceEntry]) -> list[int]:
    """Return the devices a scan found just now by their ids, made or brought up to date, with the time of finding.

    The caller holds the agent's row lock.
    """
    ids = [device.pk for device in _resolved(agent, entries)]
    Device.objects.filter(pk__in=ids).update(last_found_at=now())
    return ids


def _resolved(agent: Agent, entries: Sequence[DeviceEntry]) -> list[Device]:
    """Look all entries up, write what is new or changed in bulk, and raise the agent's revision when anything is."""
    indexes = [(index_of("ip", entry.ip) or b"", index_of("mac", entry.mac)) for entry in entries]
    roster = Roster.of(agent, {ip for ip, _ in indexes}, {mac for _, mac in indexes if mac})
    devices: list[Device] = []
    changed: dict[int, tuple[Device, set[str]]] = {}
    for entry, (ip, mac) in zip(entries, indexes, strict=True):
        device = roster.find(entry, ip, mac)
        if device is None:
            device = Device(organisation_id=agent.organisation_id, agent=agent, site_id=agent.site_id)
        names = _adopt(device, entry, ip, mac)
        if names:
            changed.setdefault(id(device), (device, set()))[1].update(names)
        if names & {"ip", "mac"}:
            roster.add(device)
        devices.append(device)
    if changed:
        _write(list(changed.values()))
        agent.device_revision += 1
        Agent.objects.filter(pk=agent.pk).update(device_revision=agent.device_revision)
    return devices


def _adopt(device: Device, entry: DeviceEntry, ip: bytes, mac: bytes | None) -> set[str]:
    """Take over what an entry tells; what it does not know stays as it was. Return the names of what changed."""
    told = {name: (getattr(entry, name) or "")[:_MAX_TEXT] for name in _REPORTED}
    changed = {name for name, value in told.items() if value and getattr(device, name) != value}
    for name in changed:
        setattr(device, name, told[name])
    for name, text, index in (("ip", entry.ip, ip), ("mac", entry.mac, mac)):
        if text and index and bytes(getattr(device, f"{name}_index") or b"") != index:
            setattr(device, name, text)
            setattr(device, f"{name}_index", index)
            changed |= {name, f"{name}_index"}
    return changed


def _write(changed: list[tuple[Device, set[str]]]) -> None:
    """Write new devices at once, and changed ones by the fields that changed."""
    by_fields: dict[frozenset[str], list[Device]] = {}
    for device, names in changed:
        if device.pk is not None:
            by_fields.setdefault(frozenset(names), []).append(device)
    Device.objects.bulk_create([device for device, _ in changed if device.pk is None], batch_size=_AT_ONCE)
    at = now()
    for fields, rows in by_fields.items():
        for device in rows:
            device.updated_at = at
        Device.objects.bulk_update(rows, [*fields, "updated_at"], batch_size=_AT_ONCE)


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
