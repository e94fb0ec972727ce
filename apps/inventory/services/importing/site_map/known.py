"""What stands at the sites that rows name, by the names of the way down, and what earlier rows promise to make."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from apps.common import access
from apps.crm.services.importing import reading
from apps.inventory.enums import Phases
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_VIEW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row

# A place by its kind and the folded names of the way down: ("node", site, room, name).
Key = tuple[str, ...]
# The places that rows will make, with the legs on which a node or rack will hang.
Promised = dict[Key, str]


class ToBeMade:
    """Stands for a node that an earlier row of a dry run will have made."""


TO_BE_MADE: Final = ToBeMade()


@dataclass(slots=True)
class Known:
    """The places that are there, and those that the rows before promise."""

    places: dict[Key, Any] = field(default_factory=dict)
    promised: Promised = field(default_factory=dict)
    # The nodes of a site by their name, in whatever room.
    _named: dict[tuple[str, str], set[Key]] = field(default_factory=lambda: defaultdict(set))

    def keep(self, key: Key, place: Any) -> None:
        """Take in a place as it is now."""
        self.places[key] = place
        self._notice(key)

    def promise(self, promised: Promised) -> None:
        """Take in what a row of a dry run promises with those before it."""
        self.promised = promised
        for key in promised:
            self._notice(key)

    def _notice(self, key: Key) -> None:
        """Remember a node by its name."""
        if key[0] == "node":
            self._named[key[1], key[3]].add(key)

    def feeding(self, fed: Key, *, name: str, room: str, promised: Promised) -> list[Key]:
        """Return the nodes of a name that may feed another of the site: of the room, without one its own before all."""
        named = {key for key in self._named[fed[1], name] if key in self.places or key in promised} - {fed}
        wanted = [key for key in named if key[2] == (room or fed[2])]
        return wanted if wanted or room else list(named)

    def legs(self, key: Key, promised: Promised) -> str:
        """Return on which legs a node or rack hangs: as a row promises, else as it is, else all three."""
        place = self.places.get(key)
        if key in promised or place is None:
            return promised.get(key, Phases.THREE)
        return str(place.phases if isinstance(place, PowerNode) else place.phase)


def read_known(by: Actor, rows: Sequence[Row]) -> Known:
    """Read everything that stands at the sites that the rows name (five queries)."""
    known, fold = Known(), reading.folded
    names = {" ".join(row.get("site", "").split()) for row in rows}
    for site in access.narrow(by, PLACE_VIEW, Site.objects.filter(name__in=names)):
        known.keep(("site", fold(site.name)), site)
    ids = [site.pk for site in known.places.values()]
    for room in Room.objects.select_related("site").filter(site_id__in=ids):
        known.keep(("room", fold(room.site.name), fold(room.name)), room)
    for node in PowerNode.objects.select_related("site", "room", "parent").filter(site_id__in=ids):
        known.keep(("node", fold(node.site.name), fold(node.room.name), fold(node.name)), node)
    for rack in Rack.objects.select_related("room__site", "power_node__room").filter(room__site_id__in=ids):
        known.keep(("rack", fold(rack.room.site.name), fold(rack.room.name), fold(rack.name)), rack)
    for shelf in Shelf.objects.select_related("site", "room", "power_node", "rack").filter(site_id__in=ids):
        known.keep(("shelf", fold(shelf.site.name), fold(shelf.label)), shelf)
    return known
