"""The model directory: models of one's own, changes of power with their effect on loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.inventory import signals
from apps.inventory.enums import Cooling, EquipmentKind, HashrateUnit, Phases
from apps.inventory.models import EquipmentModel, Room, Site, Unit
from apps.inventory.permissions import MODEL_MANAGE
from apps.inventory.rules.naming import model_name
from apps.inventory.selectors.loads import feed_phases
from apps.inventory.services.dated_loads import follow_now
from apps.inventory.services.grid import Grid, refuse_excess
from apps.inventory.services.locks import lock_all_nodes, lock_row
from apps.inventory.services.using import refuse_when_used
from apps.inventory.services.writing import insert, rewrite

if TYPE_CHECKING:
    from apps.common.actor import Actor

FIELDS = (
    "kind",
    "manufacturer",
    "model",
    "algorithm",
    "hashrate_value",
    "hashrate_unit",
    "power_w",
    "three_phase",
    "cooling",
    "board_count",
    "chips_per_board",
    "fan_count",
    "height_units",
    "is_retired",
)


def create_model(*, by: Actor, **values: Any) -> EquipmentModel:
    """Add a model to the directory; its name is synthesised. Raises AccessDenied, Invalid, NameTaken."""
    access.require(by, MODEL_MANAGE)
    _refuse_unknown(values)
    model = EquipmentModel(organisation_id=by.tenant_id, **values)
    complete(model)
    with transaction.atomic():
        insert(model, field="model")
        record(by=by, action="inventory.model.create", subject=model, after=snapshot(model))
    return model


def change_model(row: EquipmentModel, /, *, by: Actor, version: int, **values: Any) -> EquipmentModel:
    """Change a model. Another power counts at once for every unit without a power of its own.

    Every power node of the organisation is locked while loads change; a power that would put any node over its limit
    is refused with the numbers. Raises AccessDenied, Invalid, StaleVersion, NameTaken, OverLimit, OverPhaseLimit,
    PlaceInUse when units on one phase would need three.
    """
    access.require(by, MODEL_MANAGE, row)
    _refuse_unknown(values)
    with transaction.atomic():
        locked: EquipmentModel = lock_row(EquipmentModel.objects.all(), row.pk)
        before, power_before, was_three_phase = snapshot(locked), locked.power_w, locked.three_phase
        for name, value in values.items():
            setattr(locked, name, value)
        complete(locked)
        if locked.power_w != power_before:
            _spread(locked)
        if locked.three_phase and not was_three_phase:
            on_one_leg = Unit.objects.filter(model=locked, shelf__power_node__isnull=False).annotate(fed=feed_phases())
            refuse_when_used(locked.name, units=on_one_leg.exclude(fed=Phases.THREE))
        rewrite(locked, version, ["name", *values], field="model")
        record(by=by, action="inventory.model.change", subject=locked, before=before, after=snapshot(locked))
        if locked.power_w != power_before:
            announce(signals.power_changed, by=by, sender=EquipmentModel, model_id=locked.pk, power_w=locked.power_w)
    return locked


def _spread(model: EquipmentModel) -> None:
    """Give the model's new power to its units. Raises OverLimit, OverPhaseLimit when a place would be over a limit."""
    nodes = lock_all_nodes(model.organisation_id)
    limited = Room.objects.filter(organisation_id=model.organisation_id, limit_w__isnull=False)
    rooms = list(limited.values_list("pk", flat=True))
    sites = list(Site.objects.filter(organisation_id=model.organisation_id).values_list("pk", flat=True))
    before = Grid(nodes, rooms, sites).read()
    mine = Unit.objects.filter(model=model, power_override_w__isnull=True)
    mine.update(power_w=model.power_w)
    refuse_excess(before, Grid(nodes, rooms, sites).read(), field="power_w")
    follow_now(list(mine.values_list("pk", flat=True)))


def _refuse_unknown(values: dict[str, Any]) -> None:
    """Raise TypeError for a name that is no field: a defect of the caller."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")


def complete(model: EquipmentModel) -> None:
    """Check a model and synthesise its name. Raises Invalid."""
    for name in ("manufacturer", "model"):
        setattr(model, name, str(getattr(model, name)).strip())
        if not getattr(model, name):
            raise Invalid(_("This field is needed."), field=name)
    if not model.power_w or model.power_w <= 0:
        raise Invalid(_("Power is more than zero watts."), field="power_w")
    if model.cooling not in Cooling:
        raise Invalid(field="cooling")
    if model.kind == EquipmentKind.MINER:
        if not model.hashrate_value or model.hashrate_value <= 0:
            raise Invalid(_("A miner has a hashrate."), field="hashrate_value")
        if model.hashrate_unit not in HashrateUnit:
            raise Invalid(_("Choose the unit of the hashrate."), field="hashrate_unit")
        if not model.algorithm.strip():
            raise Invalid(_("A miner has an algorithm."), field="algorithm")
        unit = HashrateUnit(model.hashrate_unit).label
    else:
        model.hashrate_value, model.hashrate_unit, model.algorithm, unit = None, "", "", ""
    model.name = model_name(model.manufacturer, model.model, model.hashrate_value, str(unit))
