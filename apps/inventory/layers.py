"""What inventory colours a plan by: status, owner, load of what feeds the position."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common import layers
from apps.common.layers import HUES, UNKNOWN, Layer, Mark, Painting
from apps.common.statuses import status
from apps.inventory.models import PowerNode
from apps.inventory.permissions import PLACE_VIEW, PLAN_VIEW
from apps.inventory.selectors.loads import loads_of_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.inventory.rules.power import Load
    from apps.inventory.selectors.plan import PlanUnit

PLACE = "inventory.plan"


def by_status(_actor: Actor, units: Sequence[PlanUnit]) -> Painting:
    """Colour by status, in the tones of every page."""
    looks = {state: status(state) for state in dict.fromkeys(unit.state for unit in units)}
    marks = {state: Mark(f"tone-{look.tone} state-{state}", str(look.word)) for state, look in looks.items()}
    return Painting({unit.pk: marks[unit.state] for unit in units}, list(marks.values()))


def by_owner(_actor: Actor, units: Sequence[PlanUnit]) -> Painting:
    """Colour by owner: those with the most units have colours of their own, all others share one."""
    names = {unit.owner_id: unit.owner for unit in units}
    ranked = [owner_id for owner_id, _count in Counter(unit.owner_id for unit in units).most_common()]
    named = {owner_id: Mark(css, names[owner_id]) for owner_id, css in zip(ranked, HUES, strict=False)}
    rest = Mark("tone-grey", _("other owners"))
    marks = {unit.pk: named[unit.owner_id] if unit.owner_id in named else Mark(rest.css, unit.owner) for unit in units}
    return Painting(marks, [*named.values(), *([rest] if len(ranked) > len(named) else [])])


def by_load(actor: Actor, units: Sequence[PlanUnit]) -> Painting:
    """Colour by the load of the power node that feeds the position, of the whole or of its phase, what is worse."""
    ids = {unit.node_id for unit in units if unit.node_id is not None}
    nodes = {node.pk: node for node in PowerNode.objects.filter(pk__in=ids)}
    sites = loads_of_sites(actor, {node.site_id for node in nodes.values()})
    legend = (
        Mark("tone-green", _("below 80 %")),
        Mark("tone-amber", _("80 % and more")),
        Mark("tone-red", _("95 % and more")),
        Mark(UNKNOWN, _("without a limit")),
    )
    by_tone = {mark.css.removeprefix("tone-"): mark.css for mark in legend[:3]}
    by_feed: dict[tuple[int | None, str], Mark] = {}
    for key in {(unit.node_id, unit.phases) for unit in units}:
        node = nodes.get(key[0] or 0)
        load = sites[node.site_id].nodes[node.pk] if node is not None and node.site_id in sites else None
        percent, tone = _worst(load, key[1]) if load else (None, "grey")
        words = legend[3].words if percent is None or node is None else f"{node.name}: {percent} %"
        by_feed[key] = Mark(by_tone.get(tone, UNKNOWN), words)
    return Painting({unit.pk: by_feed[unit.node_id, unit.phases] for unit in units}, legend)


def _worst(load: Load, phases: str) -> tuple[int | None, str]:
    """Return percent and tone of the fullest of a node's limit and of the breaker on these phases."""
    found = [(load.percent, load.tone)] + [
        (leg.percent, leg.tone) for leg in load.leg_loads if leg.leg in phases or not phases
    ]
    known = [(percent, tone) for percent, tone in found if percent is not None]
    return max(known, key=lambda one: one[0]) if known else (None, "grey")


def register() -> None:
    """Offer the layers; called once when the app is ready."""
    layers.register(PLACE, Layer("status", gettext_lazy("Status"), PLAN_VIEW, by_status, 10))
    layers.register(PLACE, Layer("owner", gettext_lazy("Owner"), PLACE_VIEW, by_owner, 40))
    layers.register(PLACE, Layer("load", gettext_lazy("Load"), PLACE_VIEW, by_load, 50))
