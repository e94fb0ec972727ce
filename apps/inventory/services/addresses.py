"""Identity of a unit: serial number, MAC and IP address as dated attributes of one lasting unit."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Conflict, Invalid
from apps.common.events import announce
from apps.inventory import signals
from apps.inventory.exceptions import SerialTaken, WrongSerial
from apps.inventory.models import Unit, UnitAddress, UnitSerial
from apps.inventory.permissions import UNIT_MANAGE, UNIT_NETWORK
from apps.inventory.rules.identity import mac_is_well_formed, normal_mac, normal_serial, serial_is_well_formed
from apps.inventory.services import facts
from apps.inventory.services.locks import lock_unit

if TYPE_CHECKING:
    from apps.common.actor import Actor


def change_serial(*, by: Actor, unit: Unit, serial: str, why: str) -> Unit:
    """Give a unit another serial number (a new control board, a corrected typing error); the earlier one stays dated.

    Raises AccessDenied, Invalid (no reason), WrongSerial, SerialTaken.
    """
    access.require(by, UNIT_MANAGE, unit)
    wanted = normal_serial(serial)
    if not serial_is_well_formed(wanted):
        raise WrongSerial(field="serial", serial=serial.strip()[:80])
    if not why.strip():
        raise Invalid(field="why")
    with transaction.atomic():
        locked = lock_unit(unit)
        if locked.serial == wanted:
            return locked
        before = snapshot(locked)
        at = facts.moment(locked)
        facts.close(UnitSerial, [locked.pk], at)
        try:
            with transaction.atomic():
                facts.begin(UnitSerial, by=by, unit=locked, at=at, serial=wanted).save(force_insert=True)
                locked.set_serial(wanted)
                locked.changed_at = at
                locked.save_version(locked.version, ["serial", "serial_tail", "changed_at"])
        except IntegrityError as error:
            raise SerialTaken(field="serial", serial=wanted) from error
        record(
            by=by,
            action="inventory.unit.change_serial",
            subject=locked,
            before=before,
            after=snapshot(locked),
            reason=why.strip(),
        )
        announce(signals.unit_identity_changed, by=by, sender=Unit, unit_id=locked.pk)
    return locked


def set_network_identity(*, by: Actor, unit: Unit, mac: str = "", ip: str = "") -> Unit:
    """Set the MAC and IP addresses of a unit; empty clears. Both are kept encrypted, the earlier ones stay dated.

    Raises AccessDenied, Invalid (not an address), Conflict (another unit has the MAC address).
    """
    access.require(by, UNIT_NETWORK, unit)
    wanted_mac, wanted_ip = _checked_mac(mac), _checked_ip(ip)
    with transaction.atomic():
        locked = lock_unit(unit)
        if (locked.mac, locked.ip) == (wanted_mac, wanted_ip):
            return locked
        before = snapshot(locked)
        at = facts.moment(locked)
        facts.close(UnitAddress, [locked.pk], at)
        if wanted_mac or wanted_ip:
            facts.begin(UnitAddress, by=by, unit=locked, at=at, mac=wanted_mac, ip=wanted_ip).save(force_insert=True)
        locked.mac, locked.ip, locked.changed_at = wanted_mac, wanted_ip, at
        _save_addresses(locked)
        record(by=by, action="inventory.unit.set_network", subject=locked, before=before, after=snapshot(locked))
        announce(signals.unit_identity_changed, by=by, sender=Unit, unit_id=locked.pk)
    return locked


def _save_addresses(unit: Unit) -> None:
    """Write both addresses with their blind indexes. Raises Conflict for a MAC address of another unit."""
    mac_field, ip_field = Unit._meta.get_field("mac_index"), Unit._meta.get_field("ip_index")
    unit.mac_index = mac_field.pre_save(unit, add=False)
    unit.ip_index = ip_field.pre_save(unit, add=False)
    try:
        with transaction.atomic():
            unit.save_version(unit.version, ["mac", "mac_index", "ip", "ip_index", "changed_at"])
    except IntegrityError as error:
        raise Conflict(_("Another unit has this MAC address."), field="mac") from error


def _checked_mac(text: str) -> str:
    """Return the normalised MAC address, empty for none."""
    mac = normal_mac(text)
    if mac and not mac_is_well_formed(mac):
        raise Invalid(_("This is not a MAC address."), field="mac")
    return mac


def _checked_ip(text: str) -> str:
    """Return the IP address as it is written canonically, empty for none."""
    if not text.strip():
        return ""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError as error:
        raise Invalid(_("This is not an IP address."), field="ip") from error
