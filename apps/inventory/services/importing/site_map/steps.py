"""The way down of a row: each place as it is, what differs, how it is made and changed, and what its refusals name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid
from apps.crm.services.importing import reading
from apps.inventory.enums import Phases, SiteType
from apps.inventory.exceptions import WrongPhase
from apps.inventory.rules.phases import feeds
from apps.inventory.services.importing import figures
from apps.inventory.services.importing.site_map.known import TO_BE_MADE
from apps.inventory.services.places import change_room, change_site, create_room, create_site
from apps.inventory.services.power import change_power_node, change_rack, create_power_node, create_rack
from apps.inventory.services.shelves import change_shelf, create_shelves

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row
    from apps.inventory.models import PowerNode, Shelf
    from apps.inventory.services.importing.site_map.known import Key, Known, Promised, ToBeMade

_MOST_CHARS: Final = {"site": 120, "room": 80, "node": 80, "rack": 80, "shelf": 40}
# A place that is named needs the one above it.
_ABOVE: Final = (("room", "node"), ("node", "rack"), ("room", "shelf"))
# The column of the file for a field that a service refuses.
_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "site": {
        "limit_w": "site_limit",
        "note": "site_note",
        **{name: name for name in ("type", "postal_address", "time_zone", "address_storage")},
    },
    "room": {"limit_w": "room_limit"},
    "node": {
        "parent": "node_parent",
        "limit_w": "node_limit",
        "phases": "node_phases",
        "breaker_a": "node_breaker",
        "phase_voltage_v": "node_voltage",
        "derating_percent": "node_use",
    },
    "rack": {"phase": "rack_phase"},
    "shelf": {"phase": "shelf_phase", "capacity": "capacity", "height_units": "height_units"},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One place on the way down (None: a new one), what the row says otherwise, how it is made and changed."""

    key: Key
    place: Any
    changes: Mapping[str, Any]
    make: Callable[[Actor], Any]
    change: Callable[[Actor, Mapping[str, Any]], Any]

    def column(self, field: str | None) -> str:
        """Return the column of the file for a field that a service refuses: the name of the place if it has none."""
        kind = self.key[0]
        return _COLUMNS[kind].get(field or "", kind)


@dataclass(frozen=True, slots=True)
class _Way:
    """A row, the names on its way down, what is known of them, and what earlier rows of a dry run promise."""

    row: Row
    names: Mapping[str, str]
    known: Known
    promised: Promised

    def key(self, kind: str) -> Key:
        """Return by what the place of a kind is known: a shelf within its site, what else within its room."""
        above = {"site": (), "room": ("site",), "shelf": ("site",)}.get(kind, ("site", "room"))
        return (kind, *(reading.folded(self.names[name]) for name in (*above, kind)))

    def place(self, kind: str) -> Any:
        """Return the place of a kind as it is stored, None for a new one."""
        return self.known.places.get(self.key(kind))

    def legs(self, kind: str) -> str:
        """Return on which legs a node or rack of the row hangs."""
        return self.known.legs(self.key(kind), self.promised)

    def step(self, kind: str, values: Mapping[str, Any], *, make: Callable[[Actor], Any], change: Any) -> Step:
        """Return the step of a place."""
        place = self.place(kind)
        changes = {} if place is None else {name: new for name, new in values.items() if getattr(place, name) != new}
        return Step(self.key(kind), place, changes, make, change)


def steps(row: Row, known: Known, promised: Promised) -> Iterator[Step]:
    """Yield the places of a row from the site down; each is looked up only when the ones above are kept.

    In a dry run nothing is made: what earlier rows `promised` counts as there, and what this row promises is added.
    Raises Invalid, WrongPhase.
    """
    names = {column: _name(row, column, most) for column, most in _MOST_CHARS.items()}
    if not names["site"]:
        raise Invalid(_("This field is needed."), field="site")
    for above, below in _ABOVE:
        if names[below] and not names[above]:
            raise Invalid(_("Name the place above it too."), field=above)
    way = _Way(row, names, known, promised)
    for kind, step in (("site", _site), ("room", _room), ("node", _node), ("rack", _rack), ("shelf", _shelf)):
        if names[kind]:
            yield step(way)


def _name(row: Row, column: str, most: int) -> str:
    """Return the name in a cell. Raises Invalid when it is too long."""
    name = " ".join(row.get(column, "").split())
    if len(name) > most:
        raise Invalid(_("At most %(most)s characters."), field=column, most=most)
    return name


def _site(way: _Way) -> Step:
    """Return the step of the site."""
    row, site = way.row, way.place("site")
    values: dict[str, Any] = reading.given(row, ("postal_address", "time_zone"))
    values |= _watts(row, "site_limit")
    if row.get("site_note"):
        values["note"] = "" if row["site_note"] == reading.ERASE else row["site_note"]
    if row.get("type"):
        values["type"] = reading.choice(row["type"], SiteType, "type")
    if row.get("address_storage"):
        values["address_storage"] = reading.yes(row["address_storage"], "address_storage")
    if site is None and way.key("site") not in way.promised:
        for column in ("type", "postal_address"):
            if not values.get(column):
                raise Invalid(_("A new site needs its type and address."), field=column)
    way.promised[way.key("site")] = ""
    return way.step(
        "site",
        values,
        make=lambda by: create_site(by=by, name=way.names["site"], **values),
        change=lambda by, changes: change_site(by=by, site=site, version=site.version, **changes),
    )


def _room(way: _Way) -> Step:
    """Return the step of the room."""
    room, values = way.place("room"), _watts(way.row, "room_limit")
    return way.step(
        "room",
        values,
        make=lambda by: create_room(by=by, site=way.place("site"), name=way.names["room"], **values),
        change=lambda by, changes: change_room(by=by, room=room, version=room.version, **changes),
    )


def _node(way: _Way) -> Step:
    """Return the step of the power distribution unit; on which legs it hangs is promised."""
    row, node = way.row, way.place("node")
    values: dict[str, Any] = _watts(row, "node_limit")
    if row.get("node_phases"):
        values["phases"] = reading.choice(row["node_phases"], Phases, "node_phases")
    if row.get("node_breaker"):
        erased = row["node_breaker"] == reading.ERASE
        values["breaker_a"] = (
            None if erased else figures.whole(row["node_breaker"], "node_breaker", least=1, most=10_000)
        )
    if row.get("node_voltage"):
        values["phase_voltage_v"] = figures.whole(row["node_voltage"], "node_voltage", least=1, most=1000)
    if row.get("node_use"):
        values["derating_percent"] = figures.whole(row["node_use"], "node_use", least=1, most=100)
    legs = values.get("phases") or way.legs("node")
    if row.get("node_parent"):
        values["parent"] = _parent(way, legs)
    way.promised[way.key("node")] = legs
    return way.step(
        "node",
        values,
        make=lambda by: create_power_node(by=by, room=way.place("room"), name=way.names["node"], **values),
        change=lambda by, changes: change_power_node(by=by, node=node, version=node.version, **changes),
    )


def _parent(way: _Way, legs: str) -> PowerNode | ToBeMade | None:
    """Return the node that feeds the row's node on these legs, None for the grid. Raises Invalid, WrongPhase.

    It is known by its name and room; without a room it is sought in the node's own, then in all others.
    """
    name, room = (reading.folded(way.row.get(column, "")) for column in ("node_parent", "node_parent_room"))
    if name == reading.ERASE:
        return None
    found = way.known.feeding(way.key("node"), name=name, room=room)
    if len(found) != 1:
        raise Invalid(
            _("No single power distribution unit of this name is above it in the file or there."), field="node_parent"
        )
    parent: PowerNode | ToBeMade = way.known.places.get(found[0], TO_BE_MADE)
    above = way.known.legs(found[0], way.promised)
    if not feeds(above, legs):
        raise WrongPhase(field="node_phases", above=" ".join(way.row["node_parent"].split()), phase=above.upper())
    return parent


def _rack(way: _Way) -> Step:
    """Return the step of the rack; on which legs it hangs is promised."""
    rack, names = way.place("rack"), way.names
    if rack is not None and reading.folded(rack.power_node.name) != reading.folded(names["node"]):
        raise Invalid(
            _("The rack is fed from «%(node)s»; move it on its page."), field="node", node=rack.power_node.name
        )
    values: dict[str, Any] = {}
    if way.row.get("rack_phase"):
        values["phase"] = reading.choice(way.row["rack_phase"], Phases, "rack_phase")
        _refuse_leg(way, "node", values["phase"], "rack_phase")
    is_new = rack is None and way.key("rack") not in way.promised
    way.promised[way.key("rack")] = values.get("phase") or way.legs("node" if is_new else "rack")
    return way.step(
        "rack",
        values,
        make=lambda by: create_rack(by=by, power_node=way.place("node"), name=names["rack"], **values),
        change=lambda by, changes: change_rack(
            by=by, rack=rack, version=rack.version, name=rack.name, phase=changes["phase"]
        ),
    )


def _shelf(way: _Way) -> Step:
    """Return the step of the shelf: in the rack that the row names, else directly under its node or in its room."""
    row, names, shelf = way.row, way.names, way.place("shelf")
    values: dict[str, Any] = {}
    if row.get("capacity"):
        values["capacity"] = figures.whole(row["capacity"], "capacity", least=1, most=100)
    if row.get("height_units"):
        values["height_units"] = figures.whole(row["height_units"], "height_units", least=1, most=60)
    if row.get("shelf_phase"):
        values["phase"] = _leg_of_shelf(way)
    if shelf is not None:
        _refuse_elsewhere(shelf, names)
    if any(sign in names["shelf"] for sign in "{}"):
        raise Invalid(_("One row is one shelf: write its label without braces."), field="shelf")

    def make(by: Actor) -> Shelf:
        home = "rack" if names["rack"] else "node" if names["node"] else "room"
        place = {{"node": "power_node"}.get(home, home): way.place(home)}
        return create_shelves(by=by, pattern=names["shelf"], **place, **values)[0]

    return way.step(
        "shelf",
        values,
        make=make,
        change=lambda by, changes: change_shelf(by=by, shelf=shelf, version=shelf.version, **changes),
    )


def _leg_of_shelf(way: _Way) -> str:
    """Return the leg of its own that a row gives a shelf, «» for a hyphen. Raises Invalid, WrongPhase."""
    text = way.row["shelf_phase"]
    if text == reading.ERASE:
        return ""
    phase = reading.choice(text, Phases, "shelf_phase")
    if not way.names["node"]:
        raise Invalid(_("A shelf without power has no phase."), field="shelf_phase")
    for kind in ("node", "rack"):
        if way.names[kind]:
            _refuse_leg(way, kind, phase, "shelf_phase")
    return phase


def _refuse_leg(way: _Way, kind: str, phase: str, column: str) -> None:
    """Raise WrongPhase when the node or rack of the row does not have the leg that something below wants."""
    legs = way.legs(kind)
    if phase != Phases.THREE and not feeds(legs, phase):
        raise WrongPhase(field=column, above=way.names[kind], phase=legs.upper())


def _refuse_elsewhere(shelf: Shelf, names: Mapping[str, str]) -> None:
    """Refuse a shelf that stands elsewhere than the row says: a file moves nothing. Raises Invalid."""
    stands = {
        "room": shelf.room.name,
        "node": shelf.power_node.name if shelf.power_node else "",
        "rack": shelf.rack.name if shelf.rack else "",
    }
    for column, name in stands.items():
        if reading.folded(name) != reading.folded(names[column]):
            raise Invalid(
                _("Shelf %(shelf)s stands elsewhere (%(where)s); a file moves nothing."),
                field=column,
                shelf=shelf.label,
                where=" · ".join(filter(None, stands.values())),
            )


def _watts(row: Row, column: str) -> dict[str, int | None]:
    """Return the limit that a cell of kilowatts gives in watts, nothing for an empty one. Raises Invalid."""
    if not row.get(column):
        return {}
    return {"limit_w": None if row[column] == reading.ERASE else figures.watts(row[column], column)}
