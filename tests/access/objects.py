"""Real objects for the addresses of the product: every address with a captured part says which object fills it.

An app puts a file `tests/<app>/access_objects.py` beside its tests; it is found by its name. In it:

    from tests.access import objects
    from tests.access.world import Place

    @objects.completes                     # optional: what every place needs before anything else
    def give_a_client(place: Place) -> None:
        place.things["client"] = make_client(...)          # in place.organisation
        bind(place.people[Role.CLIENT_ADMIN], place.things["client"])

    def contract(place: Place, user: User) -> Contract:    # one object of this place (or of this very user)
        return make_contract(place.things["client"])

    objects.register("crm:contract*", uid=contract)        # pattern over «namespace:name», captured part = maker
    objects.register_model(Contract, contract)             # the same object for the admin's object_id

Makers run under the maintenance scope, once per place and user; what they return is kept. The captured part becomes
the attribute of that name (`uid`), the key for `pk`, `object_id` and `content_type_id`, or the value itself when it is
a string or number. An address whose captured part nobody registered fails the matrix.
"""

from __future__ import annotations

import fnmatch
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from apps.accounts.models import User
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from tests.access.world import Place, World

Maker = Callable[["Place", User], Any]

_completers: list[Callable[[Place], None]] = []
_by_name: list[tuple[str, dict[str, Maker]]] = []
_by_model: dict[type[Model], Maker] = {}


def completes(fill: Callable[[Place], None]) -> Callable[[Place], None]:
    """Register a function that gives each place what its app's objects stand on."""
    _completers.append(fill)
    return fill


def register(pattern: str, **makers: Maker) -> None:
    """Say which objects fill the captured parts of the addresses whose full name matches the pattern."""
    _by_name.append((pattern, makers))


def register_model(model: type[Model], maker: Maker) -> None:
    """Say which object of a model the admin's pages are asked for."""
    _by_model[model] = maker


def load() -> None:
    """Import every `tests/<app>/access_objects.py`."""
    for file in sorted(Path(__file__).parents[1].glob("*/access_objects.py")):
        importlib.import_module(f"tests.{file.parent.name}.access_objects")


def complete(world: World) -> None:
    """Let every app put its things into the places."""
    for place in world.places:
        for fill in _completers:
            with system_scope(SystemJob.MAINTENANCE):
                fill(place)


def makers_of(name: str, parts: frozenset[str], model: type[Model] | None = None) -> dict[str, Maker] | None:
    """Return a maker for each captured part of an address, None when one is missing."""
    if not parts:
        return {}
    if model is not None and model in _by_model:
        return dict.fromkeys(parts, _by_model[model])
    for pattern, makers in reversed(_by_name):
        if fnmatch.fnmatchcase(name, pattern) and parts <= makers.keys():
            return {part: makers[part] for part in parts}
    return None


def value(place: Place, user: User, part: str, maker: Maker) -> Any:
    """Return what stands in the address for this place and user."""
    thing = made(place, user, maker)
    if not isinstance(thing, Model):
        return thing
    if part in {"pk", "id", "object_id"}:
        return thing.pk
    return thing.uid if part.endswith("_uid") else getattr(thing, part)  # type: ignore[attr-defined]  # every row of the house has it


def made(place: Place, user: User, maker: Maker) -> Any:
    """Return the object of a maker, made once per place and user."""
    key = (maker, user.pk)
    if key not in place.made:
        with system_scope(SystemJob.MAINTENANCE):
            place.made[key] = maker(place, user)
    return place.made[key]


def everything(place: Place, user: User) -> list[Any]:
    """Return one object of every registered maker of a place."""
    makers = {maker for _pattern, by_part in _by_name for maker in by_part.values()} | set(_by_model.values())
    return [made(place, user, maker) for maker in sorted(makers, key=lambda one: f"{one.__module__}.{one.__name__}")]
