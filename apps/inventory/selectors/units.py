"""Units that an actor may see, and how they are found by serial number and MAC address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from apps.common import access
from apps.inventory.models import Unit, UnitSerial
from apps.inventory.permissions import UNIT_VIEW
from apps.inventory.rules.identity import TAIL, mac_is_well_formed, normal_mac, normal_serial
from apps.inventory.rules.labels import read_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site


_LEAST_PART: Final = 3
_MOST: Final = 1000
_FIND: Final = "SELECT nh_organisation_id() IS NULL, ARRAY(SELECT inventory_find_units(%s, %s, %s))"


def units(actor: Actor) -> QuerySet[Unit]:
    """Return the units in reach with model, owner, site and shelf."""
    rows = Unit.objects.select_related("model", "owner", "site", "shelf", "contract")
    return access.narrow(actor, UNIT_VIEW, rows)


def owner_name() -> Coalesce:
    """Return the name of a unit's owner as pages call a client: the short one, the full one without it."""
    return Coalesce(NullIf(F("owner__short_name"), Value("")), F("owner__name"))


def units_at(actor: Actor, place: Site | Room | PowerNode | Rack | Shelf) -> QuerySet[Unit]:
    """Return the units in reach that stand in a place: what keeps it from being moved or deleted."""
    path = {"Site": "site", "Room": "shelf__room", "PowerNode": "shelf__power_node", "Rack": "shelf__rack"}
    lookup = path.get(type(place).__name__, "shelf")
    return units(actor).filter(**{lookup: place}).order_by("shelf__sort_key", "serial")


def not_placed(actor: Actor, site_id: int | None = None) -> QuerySet[Unit]:
    """Return the units in reach that stand at a site with address storage, but on no shelf; oldest first."""
    rows = units(actor).filter(site__address_storage=True, shelf__isnull=True)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return rows.order_by("changed_at", "pk")


def find_units(actor: Actor, text: str) -> QuerySet[Unit]:
    """Return units in reach by what a person reads off a label or scans; see `matching`."""
    return matching(units(actor), text).order_by("serial")


def matching(rows: QuerySet[Unit], text: str, *, also: Q | None = None) -> QuerySet[Unit]:
    """Return those of `rows` that a text names: the link of a label's code, a MAC address, a serial number.

    Four characters match the end of a serial number, anything else any part of it or of the inventory label, or the
    whole of an earlier one.
    `also` is what else may fit a text that is none of the exact kinds.
    """
    if link := read_link(text):
        return rows.filter(uid=link.uid) if link.kind == "unit" else rows.filter(shelf__uid=link.uid)
    wanted = normal_serial(text)
    if not wanted:
        return rows.none()
    if mac_is_well_formed(mac := normal_mac(text)):
        by_mac = rows.filter(mac_index=Unit._meta.get_field("mac_index").of(mac))
        if by_mac.exists():
            return by_mac
    if len(wanted) == TAIL:
        # The end of a label is what people read out; it has an index of its own.
        by_tail = rows.filter(serial_tail=wanted)
        if by_tail.exists():
            return by_tail
    known = _with_part(wanted, text.strip())
    if known is not None:
        return rows.filter(Q(pk__in=known) | (also or Q()))
    earlier = UnitSerial.objects.filter(serial=wanted).values("unit_id")
    plain = Q(serial__contains=wanted) | Q(label__icontains=text.strip()) | Q(pk__in=earlier)
    return rows.filter(plain | (also or Q()))


def _with_part(wanted: str, words: str) -> list[int] | None:
    """Return the keys of the units with this part in serial number or label, in the scope's organisation (one query).

    None when an index does not help: a part of fewer than three characters, one that a great many have, or a job that
    crosses organisations.
    """
    if min(len(wanted), len(words)) < _LEAST_PART:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [wanted, words, _MOST])
        is_everywhere, found = cursor.fetchone()
    return None if is_everywhere or len(found) >= _MOST else list(found)


def named_unit(actor: Actor, text: str) -> Unit | None:
    """Return the one unit in reach that a text names beyond doubt (link, MAC address, whole serial number), or None."""
    rows = units(actor)
    if link := read_link(text):
        return rows.filter(uid=link.uid).first() if link.kind == "unit" else None
    wanted = normal_serial(text)
    if not wanted:
        return None
    found = rows.filter(serial=wanted).first()
    if found is None and mac_is_well_formed(mac := normal_mac(text)):
        found = rows.filter(mac_index=Unit._meta.get_field("mac_index").of(mac)).first()
    if found is None:
        found = rows.filter(pk__in=UnitSerial.objects.filter(serial=wanted).values("unit_id")).first()
    return found


def units_by_serial(organisation_id: int, serials: Iterable[str]) -> dict[str, Unit]:
    """Return units by the serial numbers as they were given, normalised for comparison (one query)."""
    given = {normal_serial(serial): serial for serial in serials if serial}
    found = Unit.objects.filter(organisation_id=organisation_id, serial__in=list(given))
    result: dict[str, Unit] = {}
    for unit in found:
        result[given[unit.serial]] = unit
        result[unit.serial] = unit
    return result


def units_by_mac(organisation_id: int, macs: Iterable[str]) -> dict[str, Unit]:
    """Return units by the MAC addresses as they were given (one query by the blind index)."""
    index = Unit._meta.get_field("mac_index")
    given = {index.of(mac): mac for mac in macs if mac}
    found = Unit.objects.filter(organisation_id=organisation_id, mac_index__in=list(given))
    return {given[bytes(unit.mac_index)]: unit for unit in found}
