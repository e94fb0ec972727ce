"""A whole site from a file: each row names a place from the site down; what is missing is made, the rest compared.

A row may end at any depth: a site, a room, a power distribution unit, a rack or a shelf. Places are known by their
names within the place above. What the file does not name stays as it is; nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access
from apps.common.errors import Invalid
from apps.common.imports.kinds import Decision
from apps.common.imports.mapping import Field
from apps.common.models import RowOutcome
from apps.common.pages.columns import Column
from apps.crm.services.importing import reading
from apps.inventory.enums import Phases, SiteType
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_MANAGE, PLACE_VIEW
from apps.inventory.services.importing import figures
from apps.inventory.services.places import change_site, create_room, create_site
from apps.inventory.services.power import change_power_node, change_rack, create_power_node, create_rack
from apps.inventory.services.shelves import change_shelf, create_shelves

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row
    from apps.common.models import ImportRun

_SITE: Final = ("type", "postal_address", "time_zone", "address_storage")


@dataclass(slots=True)
class _Known:
    """The places that are there, by the names of the way down."""

    sites: dict[str, Site] = field(default_factory=dict)
    rooms: dict[tuple[str, str], Room] = field(default_factory=dict)
    # A node is known within its site too, since another one is fed from it wherever it stands.
    nodes: dict[tuple[str, str, str], PowerNode] = field(default_factory=dict)
    racks: dict[tuple[str, str, str], Rack] = field(default_factory=dict)
    shelves: dict[tuple[str, str], Shelf] = field(default_factory=dict)
    # What earlier rows of the batch will have made when it comes to writing.
    promised: set[tuple[str, ...]] = field(default_factory=set)

    def feeding(self, site: str, name: str) -> list[PowerNode]:
        """Return the nodes of a site with this name."""
        return [node for (where, _room, node_name), node in self.nodes.items() if (where, node_name) == (site, name)]


@dataclass(frozen=True, slots=True)
class MapRow:
    """One place as the export shows it; what is above it is named with it."""

    site: Site
    room: Room | None = None
    node: PowerNode | None = None
    rack: Rack | None = None
    shelf: Shelf | None = None


class SiteMapImporter:
    """Sites with their rooms, power distribution units, racks and shelves."""

    key = "site-map"
    title = _("Site maps")
    permission = PLACE_MANAGE
    export_permission = PLACE_VIEW
    fields = (
        Field("site", _("Site"), ("площадка", "цод", "дата-центр"), needed=True),
        Field("type", _("Type of the site"), ("тип площадки", "тип")),
        Field("postal_address", _("Postal address"), ("адрес", "address")),
        Field("time_zone", _("Time zone"), ("часовой пояс",)),
        Field("address_storage", _("Address storage"), ("адресное хранение",)),
        Field("room", _("Room"), ("зал", "помещение", "контейнер", "hall")),
        Field("node", _("Power distribution unit"), ("вру", "щит", "pdu")),
        Field("node_parent", _("Fed from"), ("питается от",)),
        Field("node_limit", _("Limit, kW"), ("лимит", "лимит квт", "limit")),
        Field("node_phases", _("Phases"), ("фазы",)),
        Field("node_breaker", _("Breaker, A"), ("автомат", "автомат а")),
        Field("rack", _("Rack"), ("стеллаж", "стойка")),
        Field("rack_phase", _("Phase of the rack"), ("фаза", "фаза стеллажа")),
        Field("shelf", _("Shelf"), ("полка", "ячейка", "место", "position")),
        Field("capacity", _("Units per shelf"), ("вместимость", "мест")),
        Field("height_units", _("Height, U"), ("высота",)),
    )

    def prepare(self, by: Actor, rows: Sequence[Row]) -> _Known:
        """Read everything that stands at the sites that the rows name."""
        known = _Known()
        names = {" ".join(row.get("site", "").split()) for row in rows}
        for site in access.narrow(by, PLACE_VIEW, Site.objects.filter(name__in=names)):
            known.sites[_fold(site.name)] = site
        ids = [site.pk for site in known.sites.values()]
        for room in Room.objects.select_related("site").filter(site_id__in=ids):
            known.rooms[_fold(room.site.name), _fold(room.name)] = room
        for node in PowerNode.objects.select_related("site", "room", "parent").filter(site_id__in=ids):
            known.nodes[_fold(node.site.name), _fold(node.room.name), _fold(node.name)] = node
        for rack in Rack.objects.select_related("room__site", "power_node__room").filter(room__site_id__in=ids):
            known.racks[_fold(rack.room.site.name), _fold(rack.room.name), _fold(rack.name)] = rack
        for shelf in Shelf.objects.select_related("site", "room", "power_node", "rack").filter(site_id__in=ids):
            known.shelves[_fold(shelf.site.name), _fold(shelf.label)] = shelf
        return known

    def decide(self, by: Actor, row: Row, known: _Known) -> Decision:
        """Return whether the places of a row are new, changed or as they were. Raises Invalid."""
        steps = list(_steps(row, known, known.promised))
        new = {step.key for step in steps if step.place is None}
        known.promised |= new
        if new:
            return Decision(RowOutcome.CREATE, values={"row": dict(row)})
        if any(step.changes for step in steps):
            return Decision(RowOutcome.UPDATE, values={"row": dict(row)})
        return Decision(RowOutcome.UNCHANGED)

    def marks(self, row: Row) -> set[str]:
        """Return nothing: rows that share a place are written together all the same, one after another."""
        return set()

    def apply(self, by: Actor, decisions: Sequence[Decision], known: _Known) -> list[UUID]:
        """Make what is missing and change what differs, from the site down, one row after another."""
        return [self._apply(by, one.values["row"], known) for one in decisions]

    def _apply(self, by: Actor, row: Row, known: _Known) -> UUID:
        """Do one row and return its lowest place. What an earlier row made is known by now."""
        place: Any = None
        for step in _steps(row, known, set()):
            place = step.place
            if place is None:
                place = step.make(by)
            elif step.changes:
                place = step.change(by, step.changes)
            step.keep(place)
        uid: UUID = place.uid
        return uid

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record."""
        record(by=by, action=figures.note_action("site_map", action), subject=run, after=dict(facts))

    def columns(self) -> list[Column]:
        """Return the columns of the export."""
        special: dict[str, Any] = {
            "site": "site.name",
            "type": "site.get_type_display",
            "postal_address": "site.postal_address",
            "time_zone": "site.time_zone",
            "address_storage": "site.address_storage",
            "room": "room.name",
            "node": "node.name",
            "node_parent": "node.parent.name",
            "node_limit": lambda row: figures.kilowatts(row.node.limit_w) if row.node else None,
            "node_phases": "node.get_phases_display",
            "node_breaker": "node.breaker_a",
            "rack": "rack.name",
            "rack_phase": "rack.get_phase_display",
            "shelf": "shelf.label",
            "capacity": "shelf.capacity",
            "height_units": "shelf.height_units",
        }
        return [Column(one.name, one.title, special[one.name]) for one in self.fields]

    def rows(self, actor: Actor) -> list[MapRow]:
        """Return every place in reach, those above before those below and feeding nodes before fed ones."""

        def reach(rows: QuerySet[Any]) -> QuerySet[Any]:
            return access.narrow(actor, PLACE_VIEW, rows)

        sites = reach(Site.objects.all()).order_by("name")
        rooms = reach(Room.objects.select_related("site")).order_by("site__name", "name")
        nodes = reach(PowerNode.objects.select_related("site", "room", "parent"))
        racks = reach(Rack.objects.select_related("room__site", "power_node__room", "power_node__parent"))
        shelves = reach(Shelf.objects.select_related("site", "room", "power_node__parent", "rack"))
        return [
            *(MapRow(site) for site in sites),
            *(MapRow(room.site, room) for room in rooms),
            *(
                MapRow(node.site, node.room, node)
                for node in _feeding_first(list(nodes.order_by("site__name", "room__name", "name")))
            ),
            *(
                MapRow(rack.room.site, rack.room, rack.power_node, rack)
                for rack in racks.order_by("room__site__name", "name")
            ),
            *(
                MapRow(shelf.site, shelf.room, shelf.power_node, shelf.rack, shelf)
                for shelf in shelves.order_by("site__name", "sort_key", "pk")
            ),
        ]


def _fold(name: str) -> str:
    """Return a name for comparing."""
    return reading.folded(name)


def _feeding_first(nodes: Sequence[PowerNode]) -> Iterator[PowerNode]:
    """Yield each node after what feeds it."""
    waiting, done = list(nodes), set[int]()
    known = {node.pk for node in nodes}
    while waiting:
        for node in list(waiting):
            if node.parent_id is None or node.parent_id in done or node.parent_id not in known:
                done.add(node.pk)
                waiting.remove(node)
                yield node


def _name(row: Row, column: str, most: int) -> str:
    """Return the name in a cell. Raises Invalid when it is too long."""
    name = " ".join(row.get(column, "").split())
    if len(name) > most:
        raise Invalid(_("At most %(most)s characters."), field=column, most=most)
    return name


def _differs(place: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file says otherwise than a place is."""
    return {name: value for name, value in values.items() if place is not None and getattr(place, name) != value}


@dataclass(frozen=True, slots=True)
class _Step:
    """One place on the way down: as it is (None: a new one), what differs, and how it is made, changed and kept."""

    key: tuple[str, ...]
    place: Any
    changes: Mapping[str, Any]
    make: Callable[[Actor], Any]
    change: Callable[[Actor, Mapping[str, Any]], Any]
    keep: Callable[[Any], None]


def _steps(row: Row, known: _Known, promised: set[tuple[str, ...]]) -> Iterator[_Step]:
    """Yield the places of a row from the site down; each is looked up only when the ones above are kept.

    In a dry run nothing is made: what earlier rows `promised` counts as there. Raises Invalid.
    """
    names = {column: _name(row, column, most) for column, most in
             (("site", 120), ("room", 80), ("node", 80), ("rack", 80), ("shelf", 40))}  # fmt: skip
    if not names["site"]:
        raise Invalid(_("This field is needed."), field="site")
    for above, below in (("room", "node"), ("node", "rack"), ("room", "shelf")):
        if names[below] and not names[above]:
            raise Invalid(_("Name the place above it too."), field=above)
    yield _site(row, known, names, promised)
    if names["room"]:
        yield _room(known, names)
    if names["node"]:
        yield _node(row, known, names, promised)
    if names["rack"]:
        yield _rack(row, known, names)
    if names["shelf"]:
        yield _shelf(row, known, names)


def _site(row: Row, known: _Known, names: Mapping[str, str], promised: set[tuple[str, ...]]) -> _Step:
    """Return the step of the site."""
    key = _fold(names["site"])
    values: dict[str, Any] = reading.given(row, ("postal_address", "time_zone"))
    if row.get("type"):
        values["type"] = reading.choice(row["type"], SiteType, "type")
    if row.get("address_storage"):
        values["address_storage"] = reading.yes(row["address_storage"], "address_storage")
    site: Any = known.sites.get(key)
    if site is None and ("site", key) not in promised:
        for column in ("type", "postal_address"):
            if not values.get(column):
                raise Invalid(_("A new site needs its type and address."), field=column)
    return _Step(
        ("site", key),
        site,
        _differs(site, values),
        lambda by: create_site(by=by, name=names["site"], **values),
        lambda by, changes: change_site(by=by, site=site, version=site.version, **changes),
        lambda made: known.sites.__setitem__(key, made),
    )


def _room(known: _Known, names: Mapping[str, str]) -> _Step:
    """Return the step of the room."""
    key = (_fold(names["site"]), _fold(names["room"]))
    return _Step(
        ("room", *key),
        known.rooms.get(key),
        {},
        lambda by: create_room(by=by, site=known.sites[key[0]], name=names["room"]),
        lambda _by, _changes: known.rooms[key],
        lambda made: known.rooms.__setitem__(key, made),
    )


def _node(row: Row, known: _Known, names: Mapping[str, str], promised: set[tuple[str, ...]]) -> _Step:
    """Return the step of the power distribution unit."""
    key = (_fold(names["site"]), _fold(names["room"]), _fold(names["node"]))
    values: dict[str, Any] = {}
    if row.get("node_limit"):
        erased = row["node_limit"] == reading.ERASE
        values["limit_w"] = None if erased else figures.watts(row["node_limit"], "node_limit")
    if row.get("node_phases"):
        values["phases"] = reading.choice(row["node_phases"], Phases, "node_phases")
    if row.get("node_breaker"):
        values["breaker_a"] = figures.whole(row["node_breaker"], "node_breaker", least=1, most=10_000)
    if parent := _fold(row.get("node_parent", "")):
        values["parent"] = _parent(known, key, parent, promised)
    node: Any = known.nodes.get(key)
    return _Step(
        ("node", *key),
        node,
        _differs(node, values),
        lambda by: create_power_node(by=by, room=known.rooms[key[:2]], name=names["node"], **values),
        lambda by, changes: change_power_node(by=by, node=node, version=node.version, **changes),
        lambda made: known.nodes.__setitem__(key, made),
    )


def _parent(known: _Known, key: tuple[str, str, str], name: str, promised: set[tuple[str, ...]]) -> PowerNode | None:
    """Return the node that feeds another; None in a dry run when an earlier row will make it. Raises Invalid."""
    found = [node for node in known.feeding(key[0], name) if _fold(node.room.name) == key[1]]
    found = found or known.feeding(key[0], name)
    if len(found) == 1:
        return found[0]
    if not found and any(step[:2] == ("node", key[0]) and step[-1] == name for step in promised):
        return None
    raise Invalid(
        _("No single power distribution unit of this name is above it in the file or there."), field="node_parent"
    )


def _rack(row: Row, known: _Known, names: Mapping[str, str]) -> _Step:
    """Return the step of the rack."""
    room = (_fold(names["site"]), _fold(names["room"]))
    key = (*room, _fold(names["rack"]))
    values: dict[str, Any] = {}
    if row.get("rack_phase"):
        values["phase"] = reading.choice(row["rack_phase"], Phases, "rack_phase")
    rack: Any = known.racks.get(key)
    if rack is not None and _fold(rack.power_node.name) != _fold(names["node"]):
        raise Invalid(
            _("The rack is fed from «%(node)s»; move it on its page."), field="node", node=rack.power_node.name
        )
    return _Step(
        ("rack", *key),
        rack,
        _differs(rack, values),
        lambda by: create_rack(
            by=by, power_node=known.nodes[*room, _fold(names["node"])], name=names["rack"], **values
        ),
        lambda by, changes: change_rack(
            by=by,
            rack=rack,
            version=rack.version,
            name=rack.name,
            phase=changes["phase"],
        ),
        lambda made: known.racks.__setitem__(key, made),
    )


def _shelf(row: Row, known: _Known, names: Mapping[str, str]) -> _Step:
    """Return the step of the shelf."""
    key = (_fold(names["site"]), _fold(names["shelf"]))
    room = (key[0], _fold(names["room"]))
    values: dict[str, Any] = {}
    if row.get("capacity"):
        values["capacity"] = figures.whole(row["capacity"], "capacity", least=1, most=100)
    if row.get("height_units"):
        values["height_units"] = figures.whole(row["height_units"], "height_units", least=1, most=60)
    shelf: Any = known.shelves.get(key)
    if shelf is not None:
        _refuse_elsewhere(shelf, names)
    if any(sign in names["shelf"] for sign in "{}"):
        raise Invalid(_("One row is one shelf: write its label without braces."), field="shelf")

    def make(by: Actor) -> Shelf:
        home: dict[str, Any] = {"room": known.rooms[room]}
        if names["rack"]:
            home = {"rack": known.racks[*room, _fold(names["rack"])]}
        elif names["node"]:
            home = {"power_node": known.nodes[*room, _fold(names["node"])]}
        return create_shelves(by=by, pattern=names["shelf"], **home, **values)[0]

    def change(by: Actor, changes: Mapping[str, Any]) -> Shelf:
        told = {name: changes.get(name, getattr(shelf, name)) for name in ("capacity", "height_units")}
        return change_shelf(by=by, shelf=shelf, version=shelf.version, label=shelf.label, **told)

    return _Step(
        ("shelf", *key),
        shelf,
        _differs(shelf, values),
        make,
        change,
        lambda made: known.shelves.__setitem__(key, made),
    )


def _refuse_elsewhere(shelf: Shelf, names: Mapping[str, str]) -> None:
    """Refuse a shelf that stands elsewhere than the row says: a file moves nothing. Raises Invalid."""
    stands = {
        "room": shelf.room.name,
        "node": shelf.power_node.name if shelf.power_node else "",
        "rack": shelf.rack.name if shelf.rack else "",
    }
    for column, name in stands.items():
        if _fold(name) != _fold(names[column]):
            raise Invalid(
                _("Shelf %(shelf)s stands elsewhere (%(where)s); a file moves nothing."),
                field=column,
                shelf=shelf.label,
                where=" · ".join(filter(None, stands.values())),
            )
