"""Picture layers: what a plan of places may be coloured by; lower pages draw, upper apps say which colour and why.

A place such as «inventory.plan» has layers in an order; the page works with those that the reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from apps.common import access

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from apps.common.access import Permission
    from apps.common.actor import Actor

# Classes of the style sheet: six tones as everywhere, five steps from good to bad, twelve colours that only differ.
STEPS = tuple(f"step-{number}" for number in range(1, 6))
HUES = tuple(f"hue-{number}" for number in range(1, 13))
UNKNOWN = "is-unknown"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one thing is shown: a class of the style sheet, and the same in words."""

    css: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Painting:
    """A layer over given things: the mark of each by id, and the legend in order (class and words)."""

    marks: Mapping[int, Mark] = field(default_factory=dict)
    legend: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One way to colour; `paint(actor, things)` is given what is shown, already narrowed to what the actor sees."""

    key: str
    title: str | Promise
    permission: Permission
    paint: Callable[[Actor, Sequence[Any]], Painting]
    order: int = 100


_layers: dict[str, list[Layer]] = defaultdict(list)


def register(place: str, layer: Layer) -> None:
    """Offer a layer to a place; raises ValueError when the key is taken."""
    if any(other.key == layer.key for other in _layers[place]):
        message = f"layer {layer.key} is registered twice at {place}"
        raise ValueError(message)
    _layers[place].append(layer)
    _layers[place].sort(key=lambda one: (one.order, one.key))


def offered(place: str, actor: Actor) -> list[Layer]:
    """Return the layers of a place that the actor may see, in order."""
    return [layer for layer in _layers[place] if access.holds(actor, layer.permission)]
