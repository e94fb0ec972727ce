"""What is typed into the admin's forms: each write of each admin class says with which values it succeeds.

An app puts a file `tests/<app>/admin_forms.py` beside its tests; it is found by its name. In it:

    from tests.access import admin_forms

    admin_forms.register(Site, "change", lambda place: {"name": "Another"})     # over what the form shows
    admin_forms.register(Agent, "revoke", {"reason": "lost"})                   # an operation by its method's name
    admin_forms.register(Room, "delete", row=empty_room)                        # on another row than the matrix's
    admin_forms.register(Site, "inline Room add", {"rooms-0-name": "Hall"})     # fields as the page names them

`records` is how many audit records the write makes (1 unless its service says otherwise). The row is the one that
`tests/<app>/access_objects.py` registered for the model.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from django.db.models import Model

    from tests.access.objects import Maker
    from tests.access.world import Place

Typed = Mapping[str, Any] | Callable[["Place"], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Filled:
    """How one write is done so that it succeeds."""

    values: Typed
    row: Maker | None
    records: int

    def typed(self, place: Place) -> dict[str, Any]:
        """Return the values for this place."""
        with system_scope(SystemJob.MAINTENANCE):
            return dict(self.values(place) if callable(self.values) else self.values)


_filled: dict[tuple[type[Model], str], Filled] = {}


def register(
    model: type[Model],
    write: str,
    values: Typed | None = None,
    *,
    row: Maker | None = None,
    records: int = 1,
) -> None:
    """Say how a write succeeds; see the module."""
    _filled[model, write] = Filled(values or {}, row, records)


def filled(model: type[Model], write: str) -> Filled | None:
    """Return how a write succeeds, None when nobody said it."""
    return _filled.get((model, write))


def known() -> set[tuple[type[Model], str]]:
    """Return every write somebody described."""
    return set(_filled)


def load() -> None:
    """Import every `tests/<app>/admin_forms.py`."""
    for file in sorted(Path(__file__).parents[1].glob("*/admin_forms.py")):
        if file.parent.name != "access":
            importlib.import_module(f"tests.{file.parent.name}.admin_forms")
