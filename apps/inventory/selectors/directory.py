"""The model directory, and what a change of a model's power would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.common import access
from apps.inventory.models import EquipmentModel, PowerNode, Unit
from apps.inventory.permissions import MODEL_MANAGE, MODEL_VIEW
from apps.inventory.rules.phases import LEGS, Legs
from apps.inventory.rules.power import Direct, Load, chain
from apps.inventory.selectors.loads import held_by_node, held_reservations, node_loads, standing
from apps.inventory.selectors.places import rows_pointing_here

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
        """Whether the limit or the breaker would be exceeded by more power than now."""
        return self.after.is_over and self.after.used_w > self.before.used_w


def equipment_models(actor: Actor) -> QuerySet[EquipmentModel]:
    """Return the directory with the number of units of each model in reach of nobody in particular."""
    return access.narrow(actor, MODEL_VIEW, EquipmentModel.objects.all())


def with_unit_counts(rows: QuerySet[EquipmentModel]) -> QuerySet[EquipmentModel]:
    """Add `unit_count`, the number of units of each model."""
    return rows.annotate(unit_count=rows_pointing_here(Unit, "model"))


def power_effects(actor: Actor, model: EquipmentModel, power_w: int) -> list[PowerEffect]:
    """Return every power node whose load would change if the model drew `power_w`, those over their limit first.

    Units with a power of their own keep it. Four queries.
    """
    access.require(actor, MODEL_MANAGE, model)
    return effects_of_power(model, power_w)


def effects_of_power(model: EquipmentModel, power_w: int) -> list[PowerEffect]:
    """Return the effects without asking for a right."""
    placed = Unit.objects.filter(organisation_id=model.organisation_id)
    own = standing(placed).nodes
    nodes = {
        node.pk: node
        for node in PowerNode.objects.filter(organisation_id=model.organisation_id).select_related("site", "room")
    }
    held = held_by_node(held_reservations({node.site_id for node in nodes.values()}))
    then = dict(own)
    touched: dict[int, Direct] = {}
    for node_id, mine in standing(placed.filter(model=model, power_override_w__isnull=True)).nodes.items():
        # All of them draw the same, so that every leg grows by the same share, exactly.
        old_w = mine.power_w // mine.unit_count
        legs = Legs(*(mine.legs.on(leg) // old_w * power_w for leg in LEGS))
        touched[node_id] = Direct(mine.unit_count * (power_w - old_w), 0, legs - mine.legs)
        then[node_id] = own[node_id] + touched[node_id]
    before, after = node_loads(nodes.values(), own, held), node_loads(nodes.values(), then, held)
    parents = {pk: node.parent_id for pk, node in nodes.items()}
    changed = {above for node_id in touched for above in chain(node_id, parents)}
    effects = [PowerEffect(nodes[pk], before[pk], after[pk]) for pk in changed]
    return sorted(effects, key=lambda one: (not one.is_over, one.node.site.name, one.node.name))
