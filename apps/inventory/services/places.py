"""Sites and rooms: made, changed and deleted; never while something stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.exceptions import PlaceInUse
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site, SiteUserBinding, Unit
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.services.locks import lock_row
from apps.inventory.services.writing import insert, rewrite

if TYPE_CHECKING:
    from apps.common.actor import Actor

SITE_FIELDS = ("name", "type", "postal_address", "time_zone", "address_storage", "note")


def create_site(*, by: Actor, name: str, type: str, postal_address: str, **more: Any) -> Site:  # noqa: A002 - the field's name
    """Make a site. Raises AccessDenied, Invalid (time zone, empty name), NameTaken."""
    access.require(by, PLACE_MANAGE)
    site = Site(
        organisation_id=by.tenant_id,
        name=name.strip(),
        type=type,
        postal_address=postal_address.strip(),
        **_known(more, SITE_FIELDS),
    )
    _check_site(site)
    with transaction.atomic():
        insert(site)
        record(by=by, action="inventory.site.create", subject=site, after=snapshot(site))
    return site


def change_site(*, by: Actor, site: Site, version: int, **values: Any) -> Site:
    """Change a site; type and address storage only while nothing stands on its shelves.

    Raises AccessDenied, StaleVersion, NameTaken, PlaceInUse.
    """
    access.require(by, PLACE_MANAGE, site)
    with transaction.atomic():
        locked: Site = lock_row(Site.objects.all(), site.pk)
        before = snapshot(locked)
        was = (locked.type, locked.address_storage)
        for name, value in _known(values, SITE_FIELDS).items():
            setattr(locked, name, value)
        _check_site(locked)
        if was[0] != locked.type or (was[1] and not locked.address_storage):
            refuse_when_used(locked.name, units=Unit.objects.filter(site=locked, shelf__isnull=False).count())
        rewrite(locked, version, values)
        record(by=by, action="inventory.site.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_site(*, by: Actor, site: Site) -> None:
    """Delete a site that holds nothing and was never used. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, site)
    with transaction.atomic():
        locked = lock_row(Site.objects.all(), site.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(site=locked).count(),
            rooms=Room.objects.filter(site=locked).count(),
        )
        SiteUserBinding.objects.filter(content_object=locked).delete()
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.site.delete", subject=site, before=before)


def create_room(*, by: Actor, site: Site, name: str) -> Room:
    """Make a room in a site. Raises AccessDenied, Invalid, NameTaken."""
    access.require(by, PLACE_MANAGE, site)
    room = Room(organisation_id=site.organisation_id, site=site, name=_filled(name))
    with transaction.atomic():
        insert(room)
        record(by=by, action="inventory.room.create", subject=room, after=snapshot(room))
    return room


def change_room(*, by: Actor, room: Room, version: int, name: str) -> Room:
    """Rename a room. Raises AccessDenied, StaleVersion, NameTaken."""
    access.require(by, PLACE_MANAGE, room)
    with transaction.atomic():
        locked: Room = lock_row(Room.objects.all(), room.pk)
        before = snapshot(locked)
        locked.name = _filled(name)
        rewrite(locked, version, ["name"])
        record(by=by, action="inventory.room.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_room(*, by: Actor, room: Room) -> None:
    """Delete an empty room. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, room)
    with transaction.atomic():
        locked = lock_row(Room.objects.all(), room.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(shelf__room=locked).count(),
            nodes=PowerNode.objects.filter(room=locked).count(),
            racks=Rack.objects.filter(room=locked).count(),
            shelves=Shelf.objects.filter(room=locked).count(),
        )
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.room.delete", subject=room, before=before)


def refuse_when_used(
    place: str, *, units: int = 0, rooms: int = 0, nodes: int = 0, racks: int = 0, shelves: int = 0
) -> None:
    """Raise PlaceInUse, saying what stands there, unless every figure is 0."""
    words = [
        ngettext("%d unit", "%d units", units) % units if units else "",
        ngettext("%d room", "%d rooms", rooms) % rooms if rooms else "",
        ngettext("%d power distribution unit", "%d power distribution units", nodes) % nodes if nodes else "",
        ngettext("%d rack", "%d racks", racks) % racks if racks else "",
        ngettext("%d shelf", "%d shelves", shelves) % shelves if shelves else "",
    ]
    what = ", ".join(word for word in words if word)
    if what:
        raise PlaceInUse(place=place, what=what)


def remove(place: Site | Room | PowerNode | Rack | Shelf) -> None:
    """Delete a place. Raises PlaceInUse when the past of units, or another app, still points at it."""
    try:
        place.delete()
    except ProtectedError as error:
        raise PlaceInUse(place=str(place), what=str(_("the history of units names it"))) from error


def _known(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the values; a name that is no field is a defect of the caller."""
    unknown = set(values) - set(names)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    return values


def _filled(name: str) -> str:
    """Return the name without spaces around. Raises Invalid when nothing is left."""
    if not name.strip():
        raise Invalid(_("A name is needed."), field="name")
    return name.strip()


def _check_site(site: Site) -> None:
    """Raise Invalid for an empty name or address, or an unknown time zone."""
    _filled(site.name)
    if not site.postal_address:
        raise Invalid(_("A postal address is needed."), field="postal_address")
    if site.time_zone not in available_timezones():
        raise Invalid(_("Unknown time zone."), field="time_zone")
