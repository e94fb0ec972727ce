"""Panels: a lower page defines a place, upper apps fill it, and the page works with none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apps.common import access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.utils.functional import Promise

    from apps.common.access import Permission
    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Panel:
    """One block of a page: who may see it, its template and the selector that fills it.

    `context(actor, subject)` returns the template's variables, or None when there is nothing to show.
    """

    key: str
    title: str | Promise
    template: str
    permission: Permission
    context: Callable[[Actor, Any], dict[str, Any] | None]
    order: int = 100


_places: dict[str, list[Panel]] = defaultdict(list)


def register(place: str, panel: Panel) -> None:
    """Offer a panel to a place such as «crm.client»; raises ValueError when the key is taken."""
    if any(other.key == panel.key for other in _places[place]):
        message = f"panel {panel.key} is registered twice at {place}"
        raise ValueError(message)
    _places[place].append(panel)
    _places[place].sort(key=lambda one: (one.order, one.key))


def filled(place: str, actor: Actor, subject: Any) -> Iterator[tuple[Panel, dict[str, Any]]]:
    """Yield the panels of a place that the actor may see, each with its variables."""
    for panel in _places[place]:
        if access.holds(actor, panel.permission):
            context = panel.context(actor, subject)
            if context is not None:
                yield panel, context
