"""What stands at the sites that rows name, by the names of the way down, and what earlier rows promise to make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from apps.common import access
from apps.crm.services.importing import reading
from apps.inventory.enums import Phases
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.shelves import sort_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row

# A place by its kind and the folded names of the way down: ("node", site, room, name).
Key = tuple[str, ...]
# The places that rows will make, with the legs on which a node or rack will hang.
Promised = MutableMapping[Key, str]
# The nodes of a site by their name, in whatever room.
Named = dict[tuple[str, str], set[Key]]


class ToBeMade:
    """Stands for a node that an earlier row of a dry run will have made."""


TO_BE_MADE: Final = ToBeMade()


@dataclass(slots=True)
class Promises:
    """The places that the rows of a dry run will make: the legs of each, and its nodes by their name."""

    legs: dict[Key, str] = field(default_factory=dict)
    named: Named = field(default_factory=lambda: defaultdict(set))

    def add(self, promised: Mapping[Key, str]) -> None:
        """Take in what one more row promises."""
        self.legs |= promised
        for key in promised:
            _notice(self.named, key)


@dataclass(slots=True)
class Known:
    """The places that are there, and those that the rows before promise."""

    places: dict[Key, Any] = field(default_factory=dict)
    promises: Promises = field(default_factory=Promises)
    _named: Named = field(default_factory=lambda: defaultdict(set))

    def keep(self, key: Key, place: Any) -> None:
        """Take in a place as it is now."""
        self.places[key] = place
        _notice(self._named, key)

    def feeding(self, fed: Key, *, name: str, room: str) -> list[Key]:
        """Return the nodes of a name that may feed another of the site: of the room, without one its own before all."""
        near = ("node", fed[1], room or fed[2], name)
        if near != fed and (near in self.places or near in self.promises.legs):
            return [near]
        if room:
            return []
        return list((self._named[fed[1], name] | self.promises.named[fed[1], name]) - {fed})

    def legs(self, key: Key, promised: Promised) -> str:
        """Return on which legs a node or rack hangs: as a row promises, else as it is, else all three."""
        place = self.places.get(key)
        if key in promised or place is None:
            return promised.get(key, Phases.THREE)
        return str(place.phases if isinstance(place, PowerNode) else place.phase)


def _notice(named: Named, key: Key) -> None:
    """Remember a node by its name."""
    if key[0] == "node":
        named[key[1], key[3]].add(key)


def read_known(by: Actor, rows: Sequence[Row]) -> Known:
    """Read what stands at the sites that the rows name, of their thousands of shelves only those named (five queries).

    Upper and lower case make no difference.
    """
    known, fold = Known(), reading.folded
    names = {fold(row.get("site", "")) for row in rows}
    for site in access.narrow(by, PLACE_VIEW, Site.objects.all()):
        if fold(site.name) in names:
            known.keep(("site", fold(site.name)), site)
    ids = [site.pk for site in known.places.values()]
    for room in Room.objects.select_related("site").filter(site_id__in=ids):
        known.keep(("room", fold(room.site.name), fold(room.name)), room)
    for node in PowerNode.objects.select_related("site", "room", "parent").filter(site_id__in=ids):
        known.keep(("node", fold(node.site.name), fold(node.room.name), fold(node.name)), node)
    for rack in Rack.objects.select_related("room__site", "power_node__room").filter(room__site_id__in=ids):
        known.keep(("rack", fold(rack.room.site.name), fold(rack.room.name), fold(rack.name)), rack)
    labels = {
        sort_key(label) for row in rows for label in (row.get("shelf", ""), " ".join(row.get("shelf", "").split()))
    }
    shelves = Shelf.objects.filter(site_id__in=ids, sort_key__in=labels)
    for shelf in shelves.select_related("site", "room", "power_node", "rack"):
        known.keep(("shelf", fold(shelf.site.name), fold(shelf.label)), shelf)
    return known
