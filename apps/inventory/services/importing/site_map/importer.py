"""Each row names a place from the site down; what is missing is made, the rest compared.

A row may end at any depth: a site, a room, a power distribution unit, a rack or a shelf. Places are known by their
names within the place above. What the file does not name stays as it is; nothing is moved or deleted.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common.errors import DomainError
from apps.common.imports.kinds import Decision
from apps.common.imports.mapping import Field
from apps.common.models import RowOutcome
from apps.common.pages.columns import Column
from apps.crm.services.importing import reading
from apps.inventory.permissions import PLACE_MANAGE, PLACE_VIEW
from apps.inventory.services.importing import figures
from apps.inventory.services.importing.site_map.exporting import VALUES, MapRow, map_rows
from apps.inventory.services.importing.site_map.known import Known, read_known
from apps.inventory.services.importing.site_map.steps import steps

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row
    from apps.common.models import ImportRun
    from apps.inventory.services.importing.site_map.known import Key, Promises


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
        Field("site_limit", _("Limit of the site, kW"), ("лимит площадки",)),
        Field("site_note", _("Note on the site"), ("примечание",)),
        Field("room", _("Room"), ("зал", "помещение", "контейнер", "hall")),
        Field("room_limit", _("Limit of the room, kW"), ("лимит зала",)),
        Field("node", _("Power distribution unit"), ("вру", "щит", "pdu")),
        Field("node_parent", _("Fed from"), ("питается от",)),
        Field("node_parent_room", _("Fed from the room"), ("питается из зала",)),
        Field("node_limit", _("Limit, kW"), ("лимит", "лимит квт", "limit")),
        Field("node_phases", _("Phases"), ("фазы",)),
        Field("node_breaker", _("Breaker, A"), ("автомат", "автомат а")),
        Field("node_voltage", _("Voltage of a phase, V"), ("напряжение", "voltage")),
        Field("node_use", _("Use of the breaker, %"), ("использование автомата", "derating")),
        Field("rack", _("Rack"), ("стеллаж", "стойка")),
        Field("rack_phase", _("Phase of the rack"), ("фаза", "фаза стеллажа")),
        Field("shelf", _("Shelf"), ("полка", "ячейка", "место", "position")),
        Field("shelf_phase", _("Phase of the shelf"), ("фаза полки",)),
        Field("capacity", _("Units per shelf"), ("вместимость", "мест")),
        Field("height_units", _("Height, U"), ("высота",)),
    )

    def prepare(self, by: Actor, rows: Sequence[Row]) -> Known:
        """Read everything that stands at the sites that the rows name."""
        return read_known(by, rows)

    def decide(self, by: Actor, row: Row, known: Known) -> Decision:
        """Return whether the places of a row are new, changed or as they were. Raises Invalid, WrongPhase."""
        promised: dict[Key, str] = {}
        found = list(steps(row, known, ChainMap(promised, known.promises.legs)))
        known.promises.add(promised)
        if any(step.place is None for step in found):
            return Decision(RowOutcome.CREATE, values={"row": dict(row)})
        if any(step.changes for step in found):
            return Decision(RowOutcome.UPDATE, values={"row": dict(row)})
        return Decision(RowOutcome.UNCHANGED)

    def marks(self, row: Row) -> set[str]:
        """Return nothing: rows that share a place are written together all the same, one after another."""
        return set()

    def apply(self, by: Actor, decisions: Sequence[Decision], known: Known) -> list[UUID]:
        """Make what is missing and change what differs, from the site down, one row after another."""
        return [_write(by, one.values["row"], known) for one in decisions]

    def ground(self, row: Row) -> tuple[str, ...]:
        """Return the names of the places that later rows of the file may stand on."""
        return tuple(reading.folded(row.get(name, "")) for name in ("site", "room", "node", "rack"))

    def promises(self, known: Known) -> Promises:
        """Return the places that the rows decided so far will make."""
        return known.promises

    def stand_on(self, known: Known, promises: Promises) -> None:
        """Let rows stand on the places that those before them will make."""
        known.promises = promises

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record."""
        record(by=by, action=figures.note_action("site_map", action), subject=run, after=dict(facts))

    def columns(self) -> list[Column]:
        """Return the columns of the export."""
        return [Column(one.name, one.title, VALUES[one.name]) for one in self.fields]

    def rows(self, actor: Actor) -> list[MapRow]:
        """Return every place in reach, in an order in which an empty house can be made of them."""
        return map_rows(actor)


def _write(by: Actor, row: Row, known: Known) -> UUID:
    """Do one row and return its lowest place; what an earlier row made is known by now. Raises DomainError.

    A refusal of a service names the column of the file instead of the service's own field.
    """
    place: Any = None
    for step in steps(row, known, {}):
        place = step.place
        try:
            if place is None:
                place = step.make(by)
            elif step.changes:
                place = step.change(by, step.changes)
        except DomainError as refusal:
            refusal.field = step.column(refusal.field)
            raise
        known.keep(step.key, place)
    uid: UUID = place.uid
    return uid
