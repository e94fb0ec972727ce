"""Plans: a room or rack drawn as SVG in the page, coloured by one of the layers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.common import access, layers
from apps.common.http import actor_of, guarded
from apps.common.http.addresses import address_by_uid
from apps.inventory.layers import PLACE
from apps.inventory.models import Rack, Room
from apps.inventory.permissions import PLACE_VIEW, PLAN_VIEW
from apps.inventory.rules.plan import CELL_HEIGHT, MOST_SLOTS_SHOWN, SHEET_WIDTH, Cell, Spot, draw
from apps.inventory.selectors.plan import Plan, PlanUnit, Position, plan_of_rack, plan_of_room, rooms_with_plans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from apps.common.actor import Actor
    from apps.common.layers import Mark, Painting

_LABEL_FROM = 30
_LABEL_CHARS = 8
# A wider sheet is shrunk so far on a screen that texts in the cells could not be read; the tooltip has them.
_READABLE_WIDTH = 2 * SHEET_WIDTH


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One line of the legend: class, words, how many."""

    css: str
    words: str
    count: int


@guarded(PLAN_VIEW)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """List the rooms that have a plan."""
    rooms = rooms_with_plans(actor_of(request))
    return TemplateResponse(request, "inventory/plans.html", {"rooms": rooms})


@guarded(PLAN_VIEW)
@require_safe
def plan_room(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the plan of a room."""
    actor = actor_of(request)
    row = access.fetch(actor, PLAN_VIEW, Room.objects.select_related("site"), uid=uid)
    neighbours = [] if actor.is_client else list(Rack.objects.filter(room=row).order_by("name"))
    return _page(request, plan_of_room(actor, row), row.name, row.site.name, neighbours)


@guarded(PLACE_VIEW)
@require_safe
def plan_rack(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the plan of one rack."""
    actor = actor_of(request)
    row = access.fetch(actor, PLACE_VIEW, Rack.objects.select_related("room__site"), uid=uid)
    return _page(request, plan_of_rack(actor, row), row.name, f"{row.room.site.name} · {row.room.name}", [])


def _page(request: HttpRequest, plan: Plan, title: str, pretitle: str, racks: Sequence[Rack]) -> HttpResponse:
    """Answer the page of a plan."""
    actor = actor_of(request)
    offered = layers.offered(PLACE, actor)
    chosen = next((layer for layer in offered if layer.key == request.GET.get("layer")), offered[0])
    painting = chosen.paint(actor, plan.units)
    return TemplateResponse(
        request,
        "inventory/plan.html",
        {
            "title": title,
            "pretitle": pretitle,
            "layers": offered,
            "layer": chosen,
            "legend": legend(plan, painting, actor),
            "picture": picture(plan, painting, f"{title} · {chosen.title}"),
            "unit_count": len(plan.units),
            "racks": racks,
        },
    )


def legend(plan: Plan, painting: Painting, actor: Actor) -> list[LegendLine]:
    """Return the legend with counts: the layer's marks, then what is free and what is another's."""
    # A mark's class tells which line of the legend it belongs to; its own words are more exact.
    counts = Counter(mark.css for mark in painting.marks.values())
    lines = [LegendLine(mark.css, str(mark.words), counts[mark.css]) for mark in painting.legend]
    taken = sum(position.taken for position in plan.positions)
    free = sum(position.capacity - len(position.units) - position.taken for position in plan.positions)
    if actor.is_client:
        lines.append(LegendLine("is-taken", _("occupied"), taken))
    return [*lines, LegendLine("is-free", _("free"), max(0, free))]


def picture(plan: Plan, painting: Painting, label: str) -> SafeString:
    """Return a plan as SVG; every text in it is escaped here."""
    positions = {position.pk: position for position in plan.positions}
    spots = (Spot(one.pk, one.block, one.label, one.capacity) for one in plan.positions)
    drawing = draw(spots)
    size = f'width="{drawing.width}" height="{drawing.height}" viewBox="0 0 {drawing.width} {drawing.height}"'
    parts = [f'<svg class="nh-plan" {size} role="group" aria-label="{escape(label)}" data-plan>']
    parts += [
        f'<text class="nh-plan-head" x="{block.x}" y="{block.y + 14}">{escape(block.key)}</text>'
        for block in drawing.blocks
        if block.key
    ]
    brush = _Brush(painting, with_texts=drawing.width <= _READABLE_WIDTH)
    parts += [brush.cell(cell, positions[cell.key]) for cell in drawing.cells]
    parts.append("</svg>")
    return SafeString("".join(parts))


class _Brush:
    """Draws positions; what is the same for all of them is kept."""

    def __init__(self, painting: Painting, *, with_texts: bool) -> None:
        """Keep the marks, and whether texts in the cells could be read at all."""
        self.marks, self.with_texts, self.address = painting.marks, with_texts, address_by_uid("inventory:unit")
        self.free, self.occupied = escape(_("free")), escape(_("occupied"))

    def cell(self, cell: Cell, position: Position) -> str:
        """Return one position: a link to its unit, or a free or foreign place."""
        rect = f'<rect x="{cell.x}" y="{cell.y}" width="{cell.width}" height="{CELL_HEIGHT}" rx="3"/>'
        here = position.units
        name, short = escape(position.name), escape(position.name[-_LABEL_CHARS:])
        if len(here) < cell.slot:
            if len(here) + position.taken >= cell.slot:
                css, words = "is-taken", str(self.occupied)
            else:
                css, words = "is-free", f"{name} · {self.free}" if name else str(self.free)
            return f'<g class="nh-spot {css}">{rect}<title>{words}</title>{self._label(cell, short)}</g>'
        unit = here[cell.slot - 1]
        mark = self.marks.get(unit.pk)
        return (
            f'<a class="nh-spot {mark.css if mark else ""}" href="{self.address(unit.uid)}">{rect}'
            f"<title>{escape(_words(position, unit, mark))}</title>{self._label(cell, short, escape(unit.tail))}</a>"
        )

    def _label(self, cell: Cell, name: str, tail: str = "") -> str:
        """Return the texts in a cell that is wide enough: the label of the shelf, the end of the serial number."""
        if not self.with_texts or cell.width < _LABEL_FROM or not name:
            return ""
        middle = cell.x + cell.width // 2
        texts = f'<text class="nh-plan-label" x="{middle}" y="{cell.y + 11}">{name}</text>'
        if tail:
            texts += f'<text class="nh-plan-tail" x="{middle}" y="{cell.y + 24}">{tail}</text>'
        return texts


def _words(position: Position, unit: PlanUnit, mark: Mark | None) -> str:
    """Return what the tooltip and the screen reader say of a unit."""
    shown = f"{len(position.units)}/{position.capacity}" if position.capacity > MOST_SLOTS_SHOWN else ""
    parts = (position.name, unit.serial, unit.model, unit.owner, str(mark.words) if mark else "", shown)
    return " · ".join(dict.fromkeys(part for part in parts if part))
