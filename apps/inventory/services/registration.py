"""Registration: an intake act brings units in; a voided act takes them out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access
from apps.common.clock import now
from apps.common.errors import Conflict, Invalid
from apps.common.events import announce
from apps.crm.services import lock_contract_in_force
from apps.inventory import signals
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.exceptions import SerialTaken, WrongSerial
from apps.inventory.models import Unit, UnitAddress, UnitOwnership, UnitPlacement, UnitSerial, UnitStatus
from apps.inventory.participants import Change, Place, tell
from apps.inventory.permissions import UNIT_REGISTER
from apps.inventory.rules.identity import normal_serial, serial_is_well_formed
from apps.inventory.services import facts, lifecycle
from apps.inventory.services.locks import lock_units
from apps.inventory.services.units import ACTS_IN, settle_warranty

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract
    from apps.inventory.models import EquipmentModel, Site
    from apps.inventory.models.facts import UnitFact

# Units in these states may come in under a known serial number.
_MAY_COME_IN = frozenset({UnitState.EXPECTED, UnitState.RETURNED})
_DESCRIBED = ("label", "note", "warranty_from", "warranty_months", "warranty_until")


@dataclass(frozen=True, slots=True)
class UnitDetails:
    """What a file may say of a unit beside its act: label, note, warranty, network addresses (checked, normalised)."""

    label: str = ""
    note: str = ""
    warranty_from: date | None = None
    warranty_months: int | None = None
    warranty_until: date | None = None
    mac: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """One unit of an act: serial number, model, own power in watts with its reason, declared value, details."""

    serial: str
    model: EquipmentModel
    power_override_w: int | None = None
    power_override_reason: str = ""
    declared_value: Decimal | None = None
    details: UnitDetails | None = None


def register_units(
    *,
    by: Actor,
    client: Client,
    contract: Contract,
    site: Site,
    lines: Sequence[NewUnit],
    document: str,
    at: datetime | None = None,
) -> list[Unit]:
    """Bring units in at a site as stored, not placed; an expected or returned unit of the same number comes in again.

    Called by the intake's service inside its transaction; that service writes the record. Effects, in order: the
    contract is locked, so that it stays in force until the commit; known units are locked and stepped, new ones are
    made with their four facts, participants do their part, the signal `unit_registered` follows the commit. Raises
    AccessDenied, Invalid, Conflict (contract not in force), WrongSerial, SerialTaken (field names the line).
    """
    access.require(by, UNIT_REGISTER)
    serials = [_checked_serial(line.serial, number) for number, line in enumerate(lines)]
    if not lines:
        raise Invalid(_("At least one unit is needed."), field="lines")
    if len(set(serials)) != len(serials):
        doubled = next(serial for serial in serials if serials.count(serial) > 1)
        raise SerialTaken(field="lines", serial=doubled)
    with transaction.atomic():
        lock_contract_in_force(contract, client=client)
        known = {unit.serial: unit for unit in _known(by, serials)}
        changes = []
        fresh = []
        for serial, line in zip(serials, lines, strict=True):
            unit = known.get(serial)
            if unit is None:
                fresh.append((serial, line))
                continue
            changes.append(_come_in_again(by, unit, line, client, contract, site, document, at))
        lifecycle.write(by=by, changes=changes)
        made = _make(by, fresh, client, contract, site, document, at or now())
        place = Place(site_id=site.pk)
        changes += [
            Change(unit, UnitVerb.REGISTER, None, UnitState.STORED, None, place, unit.changed_at, document, "")
            for unit in made
        ]
        tell(by, changes)
        order = {serial: place for place, serial in enumerate(serials)}
        units = sorted((change.unit for change in changes), key=lambda unit: order[unit.serial])
        announce(signals.unit_registered, by=by, sender=Unit, unit_ids=[unit.pk for unit in units])
    return units


def _checked_serial(text: str, number: int) -> str:
    """Return the normalised serial number of a line."""
    serial = normal_serial(text)
    if not serial_is_well_formed(serial):
        raise WrongSerial(field=f"lines.{number}.serial", serial=text.strip()[:80])
    return serial


def _known(by: Actor, serials: Sequence[str]) -> list[Unit]:
    """Lock and return the units that carry one of the numbers already. Raises SerialTaken for one that is here."""
    rows = Unit.objects.filter(organisation_id=by.tenant_id, serial__in=serials)
    known = list(lock_units(rows.values_list("pk", flat=True)).values())
    for unit in known:
        if unit.state not in _MAY_COME_IN:
            raise SerialTaken(field="lines", serial=unit.serial)
    return known


def _come_in_again(
    by: Actor,
    unit: Unit,
    line: NewUnit,
    client: Client,
    contract: Contract,
    site: Site,
    document: str,
    at: datetime | None,
) -> Change:
    """Register a unit that was expected or given back: new place, state and, where it changed, owner and contract."""
    if (unit.owner_id, unit.contract_id) != (client.pk, contract.pk):
        instant = facts.moment(unit, at)
        facts.close(UnitOwnership, [unit.pk], instant)
        facts.begin(
            UnitOwnership, by=by, unit=unit, at=instant, document=document, client=client, contract=contract
        ).save(force_insert=True)
        unit.changed_at = instant
    unit.owner, unit.contract, unit.model = client, contract, line.model
    unit.power_override_w, unit.power_override_reason = line.power_override_w, line.power_override_reason
    unit.power_w = line.power_override_w or line.model.power_w
    # The act states roubles, whatever the value was declared in before.
    unit.declared_value, unit.declared_currency = line.declared_value, ACTS_IN
    described = _describe(unit, line)
    unit.save_version(
        unit.version,
        [
            "owner_id",
            "contract_id",
            "model_id",
            "power_override_w",
            "power_override_reason",
            "power_w",
            "declared_value",
            "declared_currency",
            *described,
        ],
    )
    return lifecycle.step(unit=unit, verb=UnitVerb.REGISTER, place=Place(site_id=site.pk), document=document, at=None)


def _make(
    by: Actor,
    lines: Sequence[tuple[str, NewUnit]],
    client: Client,
    contract: Contract,
    site: Site | None,
    document: str,
    at: datetime,
) -> list[Unit]:
    """Make new units with their facts (seven statements at most, however many); without a site they are expected.

    Raises SerialTaken.
    """
    units, state = [], UnitState.STORED if site is not None else UnitState.EXPECTED
    for serial, line in lines:
        unit = Unit(
            organisation_id=by.tenant_id,
            model=line.model,
            state=state,
            owner=client,
            contract=contract,
            site=site,
            power_w=line.power_override_w or line.model.power_w,
            power_override_w=line.power_override_w,
            power_override_reason=line.power_override_reason,
            declared_value=line.declared_value,
            changed_at=at,
        )
        unit.set_serial(serial)
        _describe(unit, line)
        if line.details is not None:
            unit.mac, unit.ip = line.details.mac, line.details.ip
        units.append(unit)
    try:
        with transaction.atomic():
            Unit.objects.bulk_create(units)
    except IntegrityError as error:
        raise SerialTaken(
            _("One of these serial numbers or MAC addresses was registered by somebody else just now."), field="lines"
        ) from error
    _begin(by, units, at, document)
    return units


def _begin(by: Actor, units: Sequence[Unit], at: datetime, document: str) -> None:
    """Write the first facts of new units: number, state, owner, where they stand, addresses (five statements)."""

    def begin(model: type[UnitFact], told: Sequence[Unit], **columns: Sequence[Any]) -> None:
        many = len(told)
        facts.begin_all(model, by=by, units=told, at=[at] * many, document=[document] * many, **columns)

    begin(UnitSerial, units, serial=[unit.serial for unit in units])
    begin(UnitStatus, units, state=[unit.state for unit in units], why=[""] * len(units))
    begin(
        UnitOwnership,
        units,
        client_id=[unit.owner_id for unit in units],
        contract_id=[unit.contract_id for unit in units],
    )
    standing = [unit for unit in units if unit.site_id is not None]
    nothing = [None] * len(standing)
    begin(
        UnitPlacement,
        standing,
        site_id=[unit.site_id for unit in standing],
        shelf_id=nothing,
        slot=nothing,
        holder_id=nothing,
    )
    reached = [unit for unit in units if unit.mac or unit.ip]
    begin(UnitAddress, reached, mac=[unit.mac for unit in reached], ip=[unit.ip for unit in reached])


def _describe(unit: Unit, line: NewUnit) -> tuple[str, ...]:
    """Give a unit what a line says of it beside the act; returns the names of the fields. Raises Invalid."""
    details = line.details
    if details is None:
        return ()
    told = {name: getattr(details, name) for name in _DESCRIBED if getattr(details, name)}
    for name, value in told.items():
        setattr(unit, name, value)
    settle_warranty(unit)
    return (*told, "warranty_until")


def expect_units(
    *, by: Actor, client: Client, contract: Contract, lines: Sequence[NewUnit], document: str
) -> list[Unit]:
    """Enter units that are to come: they have an owner and a contract, and stand nowhere until an act takes them in.

    Effects, in order: the contract is locked; units with number, state and ownership are made; one record; the signal
    `unit_registered` follows the commit. Raises AccessDenied, Invalid, Conflict (contract not in force), WrongSerial,
    SerialTaken.
    """
    access.require(by, UNIT_REGISTER)
    serials = [_checked_serial(line.serial, number) for number, line in enumerate(lines)]
    if not lines:
        raise Invalid(_("At least one unit is needed."), field="lines")
    doubled = next((serial for serial in serials if serials.count(serial) > 1), None)
    known = Unit.objects.filter(organisation_id=by.tenant_id, serial__in=serials).values_list("serial", flat=True)
    if taken := doubled or known.first():
        raise SerialTaken(field="lines", serial=taken)
    with transaction.atomic():
        lock_contract_in_force(contract, client=client)
        made = _make(by, list(zip(serials, lines, strict=True)), client, contract, None, document, now())
        record(
            by=by,
            action="inventory.unit.expect",
            subject=contract,
            after={"client": client.pk, "document": document, "serials": serials},
        )
        announce(signals.unit_registered, by=by, sender=Unit, unit_ids=[unit.pk for unit in made])
    return made


def withdraw_units(*, by: Actor, unit_ids: Sequence[int], document: str, why: str) -> list[Unit]:
    """Take units out again because their act was voided: they become expected and stand nowhere.

    Only units that were not moved since. Called inside the transaction of the act's
    service. Raises AccessDenied, WrongState, Conflict.
    """
    access.require(by, UNIT_REGISTER)
    with transaction.atomic():
        changes = []
        locked = lock_units(unit_ids)
        present = UnitPlacement.objects.filter(unit_id__in=unit_ids, during__upper_inf=True)
        moved = set(present.exclude(document=document).values_list("unit_id", flat=True))
        for unit in locked.values():
            if unit.pk in moved:
                raise Conflict(_("Unit %(serial)s was moved since it came in."), field="unit", serial=unit.serial)
            changes.append(lifecycle.step(unit=unit, verb=UnitVerb.WITHDRAW, place=None, why=why, document=document))
        lifecycle.tell(by=by, changes=changes)
    return [change.unit for change in changes]
