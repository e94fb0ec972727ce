"""The load of a place at a past instant, from the dated loads of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from apps.common import access
from apps.inventory.enums import Phases
from apps.inventory.models import PowerNode, Room, Site, UnitLoad
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.phases import NO_LEGS, Legs
from apps.inventory.rules.power import Load

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor


def load_at(actor: Actor, place: PowerNode | Room | Site, at: datetime) -> Load:
    """Return what a node, room or site in reach drew by nameplate at an instant, in all and by phase (two queries).

    What stood where, with which power and on which phase, is dated; limits are not, so that the load has none.
    A unit at a site without addresses counts at the site while it is in service, on no known phase.
    Raises AccessDenied.
    """
    access.require(actor, PLACE_VIEW, place)
    rows = UnitLoad.objects.filter(during__contains=at)
    if isinstance(place, PowerNode):
        rows = rows.filter(node_ids__contains=[place.pk])
    elif isinstance(place, Room):
        rows = rows.filter(room=place).exclude(node_ids=[])
    else:
        rows = rows.filter(site=place)
    used, count, legs, even = 0, 0, NO_LEGS, 0
    groups = rows.order_by().values_list("phases", "unit__model__three_phase", "node_ids__len")
    for phases, three_phase, fed, power_w, units in groups.annotate(Sum("power_w"), Count("id")):
        used, count = used + power_w, count + units
        if fed:
            legs += Legs.of(phases, power_w)
            even += units if phases == Phases.THREE and not three_phase else 0
    phases = place.phases if isinstance(place, PowerNode) else Phases.THREE.value
    return Load(used_w=used, unit_count=count, legs=legs, even_count=even, phases=phases)
