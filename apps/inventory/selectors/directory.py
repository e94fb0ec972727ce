"""The model directory, and what a change of a model's power would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from apps.common import access
from apps.inventory.models import EquipmentModel, PowerNode, Unit
from apps.inventory.permissions import MODEL_MANAGE, MODEL_VIEW
from apps.inventory.rules.power import Direct, Load, rolled_up

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class PowerEffect:
    """What a new nameplate power would do to one power node."""

    node: PowerNode
    before: Load
    after: Load

    @property
    def is_over(self) -> bool:
        """Whether the limit would be exceeded."""
        return self.after.limit_w is not None and self.after.used_w > self.after.limit_w


def equipment_models(actor: Actor) -> QuerySet[EquipmentModel]:
    """Return the directory with the number of units of each model in reach of nobody in particular."""
    return access.narrow(actor, MODEL_VIEW, EquipmentModel.objects.all())


def with_unit_counts(rows: QuerySet[EquipmentModel]) -> QuerySet[EquipmentModel]:
    """Add `unit_count`, the number of units of each model."""
    return rows.annotate(unit_count=Count("units"))


def power_effects(actor: Actor, model: EquipmentModel, power_w: int) -> list[PowerEffect]:
    """Return every power node whose load would change if the model drew `power_w`, those over their limit first.

    Units with a power of their own keep it. Three queries.
    """
    access.require(actor, MODEL_MANAGE, model)
    return effects_of_power(model, power_w)


def effects_of_power(model: EquipmentModel, power_w: int) -> list[PowerEffect]:
    """Return the effects without asking for a right; services call it under their locks."""
    placed = Unit.objects.filter(organisation_id=model.organisation_id, shelf__power_node__isnull=False)
    changed: dict[int, Direct] = {}
    own: dict[int, Direct] = {}
    for node_id, model_id, override, power in placed.values_list(
        "shelf__power_node_id", "model_id", "power_override_w", "power_w"
    ).iterator():
        _add(own, node_id, power)
        if model_id == model.pk and override is None:
            _add(changed, node_id, power_w - power)
    nodes = {
        node.pk: node
        for node in PowerNode.objects.filter(organisation_id=model.organisation_id).select_related("site", "room")
    }
    parents = {pk: node.parent_id for pk, node in nodes.items()}
    before, delta = rolled_up(parents, own), rolled_up(parents, changed)
    effects = []
    for pk, node in nodes.items():
        if delta[pk].unit_count:
            now = Load(before[pk].power_w, node.limit_w, before[pk].unit_count)
            then = Load(now.used_w + delta[pk].power_w, node.limit_w, now.unit_count)
            effects.append(PowerEffect(node, now, then))
    return sorted(effects, key=lambda one: (not one.is_over, one.node.site.name, one.node.name))


def _add(sums: dict[int, Direct], node_id: int, power_w: int) -> None:
    """Add one unit to a sum."""
    here = sums.get(node_id, Direct(0, 0))
    sums[node_id] = Direct(here.power_w + power_w, here.unit_count + 1)
