"""Corrections of units: notes and warranty, own power, owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Conflict, Invalid
from apps.crm.rules.contract_fields import CURRENCIES
from apps.inventory.enums import UnitState
from apps.inventory.exceptions import WrongState
from apps.inventory.models import Shelf, Unit, UnitOwnership
from apps.inventory.permissions import UNIT_MANAGE
from apps.inventory.rules import warranty
from apps.inventory.services import facts
from apps.inventory.services.dated_loads import follow_now
from apps.inventory.services.grid import Grid, feed_of_unit
from apps.inventory.services.locks import lock_chains, lock_unit

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract

# Acts state declared values in roubles.
ACTS_IN: Final = "RUB"
EDITABLE = (
    "warranty_from",
    "warranty_months",
    "warranty_until",
    "declared_value",
    "declared_currency",
    "note",
    "label",
)


def change_unit(*, by: Actor, unit: Unit, version: int, **values: Any) -> Unit:
    """Change the descriptive fields of a unit (`EDITABLE`).

    A warranty with a beginning and months gets its last day from them. Raises AccessDenied, StaleVersion, Invalid
    (such as a currency that is none of ours).
    """
    access.require(by, UNIT_MANAGE, unit)
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not a descriptive field: {', '.join(sorted(unknown))}")
    if values.get("declared_currency", ACTS_IN) not in CURRENCIES:
        raise Invalid(field="declared_currency")
    with transaction.atomic():
        locked = lock_unit(unit)
        before = snapshot(locked)
        for name, value in values.items():
            setattr(locked, name, value)
        settle_warranty(locked)
        locked.save_version(version, {*values, "warranty_until"})
        record(by=by, action="inventory.unit.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def settle_warranty(unit: Unit) -> None:
    """Set the last day of a warranty that has a beginning and a length. Raises Invalid."""
    if unit.warranty_months is None:
        return
    if unit.warranty_from is None:
        raise Invalid(_("Say when the warranty begins."), field="warranty_from")
    if not 1 <= unit.warranty_months <= warranty.MOST_MONTHS:
        raise Invalid(_("A warranty lasts 1 to %(most)s months."), field="warranty_months", most=warranty.MOST_MONTHS)
    unit.warranty_until = warranty.last_day(unit.warranty_from, unit.warranty_months)


def override_power(*, by: Actor, unit: Unit, power_w: int | None, reason: str = "") -> Unit:
    """Give a unit its own (tuned) power, or its model's again with None; limits count the result at once.

    Locks the power chain under which it stands. Raises AccessDenied, Invalid, OverLimit, Conflict when it was moved
    at the same moment.
    """
    access.require(by, UNIT_MANAGE, unit)
    if power_w is not None and power_w <= 0:
        raise Invalid(field="power_override_w")
    if power_w is not None and not reason.strip():
        raise Invalid(_("An own power needs a reason."), field="power_override_reason")
    with transaction.atomic():
        shelf = Shelf.objects.filter(units=unit).first()
        nodes = lock_chains([shelf.power_node_id] if shelf and shelf.power_node_id else [])
        grid = Grid(nodes, [shelf.room_id] if shelf else [], [unit.site_id] if unit.site_id else [])
        locked = lock_unit(unit)
        grid.read()
        if locked.shelf_id != (shelf.pk if shelf else None):
            raise Conflict(_("Unit %(serial)s was just moved."), field="unit", serial=locked.serial)
        wanted = power_w if power_w is not None else locked.model.power_w
        feed = feed_of_unit(locked)
        if wanted > locked.power_w and feed is not None:
            grid.check(feed, wanted - locked.power_w, field="power_override_w")
        elif wanted > locked.power_w and locked.state == UnitState.IN_SERVICE and locked.site_id is not None:
            grid.check_site(locked.site_id, wanted - locked.power_w, field="power_override_w")
        before = snapshot(locked)
        locked.power_override_w, locked.power_w = power_w, wanted
        locked.power_override_reason = reason.strip()[:200] if power_w is not None else ""
        locked.save_version(locked.version, ["power_override_w", "power_override_reason", "power_w"])
        follow_now([locked.pk])
        record(
            by=by,
            action="inventory.unit.override_power",
            subject=locked,
            before=before,
            after=snapshot(locked),
            reason=reason.strip(),
        )
    return locked


def transfer_ownership(
    *, by: Actor, unit: Unit, client: Client, contract: Contract | None, document: str, why: str
) -> Unit:
    """Make a unit another client's, by a document; one that waits for its return keeps its owner.

    Nothing is written when it is theirs under this contract already. Raises AccessDenied, Invalid, WrongState.
    """
    access.require(by, UNIT_MANAGE, unit)
    if contract is not None and contract.client_id != client.pk:
        raise Invalid(_("The contract belongs to another client."), field="contract")
    if not document.strip():
        raise Invalid(field="document")
    with transaction.atomic():
        locked = lock_unit(unit)
        if locked.state == UnitState.PENDING_RETURN:
            label = UnitState(locked.state).label
            raise WrongState(field="unit", serial=locked.serial, state=label, verb=_("Make it another client's"))
        if (locked.owner_id, locked.contract_id) == (client.pk, contract.pk if contract else None):
            return locked
        before = snapshot(locked)
        at = facts.moment(locked)
        facts.close(UnitOwnership, [locked.pk], at)
        facts.begin(
            UnitOwnership, by=by, unit=locked, at=at, document=document.strip(), client=client, contract=contract
        ).save(force_insert=True)
        locked.owner, locked.contract, locked.changed_at = client, contract, at
        locked.save_version(locked.version, ["owner_id", "contract_id", "changed_at"])
        record(
            by=by,
            action="inventory.unit.transfer",
            subject=locked,
            before=before,
            after=snapshot(locked),
            reason=why.strip(),
        )
    return locked
