"""Sites and rooms: made, changed and deleted; never while something stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.exceptions import LimitBelowLoad
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site, SiteUserBinding, Unit
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.rules.power import kw
from apps.inventory.services.grid import Grid
from apps.inventory.services.locks import lock_row, lock_site_nodes
from apps.inventory.services.using import refuse_when_used, remove
from apps.inventory.services.writing import insert, rewrite

if TYPE_CHECKING:
    from apps.common.actor import Actor

SITE_FIELDS = ("name", "type", "postal_address", "time_zone", "address_storage", "limit_w", "note")


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

    A limit is set under the locks of all nodes of the site. Raises AccessDenied, Invalid, StaleVersion, NameTaken,
    PlaceInUse, LimitBelowLoad.
    """
    access.require(by, PLACE_MANAGE, site)
    with transaction.atomic():
        nodes = lock_site_nodes(site.pk) if "limit_w" in values else {}
        locked: Site = lock_row(Site.objects.all(), site.pk)
        before = snapshot(locked)
        was = (locked.type, locked.address_storage)
        limit_before = locked.limit_w
        for name, value in _known(values, SITE_FIELDS).items():
            setattr(locked, name, value)
        _check_site(locked)
        if was[0] != locked.type or (was[1] and not locked.address_storage):
            refuse_when_used(locked.name, units=Unit.objects.filter(site=locked, shelf__isnull=False))
        rewrite(locked, version, values)
        if locked.limit_w is not None and locked.limit_w != limit_before:
            grid = Grid(nodes, sites=[locked.pk]).read()
            drawn = grid.used_by_site[locked.pk].power_w + grid.held_by_site[locked.pk].power_w
            refuse_limit_below(locked.name, locked.limit_w, drawn)
        record(by=by, action="inventory.site.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_site(*, by: Actor, site: Site) -> None:
    """Delete a site that holds nothing and was never used. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, site)
    with transaction.atomic():
        locked = lock_row(Site.objects.all(), site.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(site=locked),
            rooms=Room.objects.filter(site=locked).count(),
        )
        SiteUserBinding.objects.filter(content_object=locked).delete()
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.site.delete", subject=site, before=before)


def create_room(*, by: Actor, site: Site, name: str, limit_w: int | None = None) -> Room:
    """Make a room in a site; `limit_w` is what may stand there at most. Raises AccessDenied, Invalid, NameTaken."""
    access.require(by, PLACE_MANAGE, site)
    _check_limit(limit_w)
    room = Room(organisation_id=site.organisation_id, site=site, name=_filled(name), limit_w=limit_w)
    with transaction.atomic():
        insert(room)
        record(by=by, action="inventory.room.create", subject=room, after=snapshot(room))
    return room


def change_room(*, by: Actor, room: Room, version: int, **values: Any) -> Room:
    """Change name and limit of a room; a limit is set under the locks of all nodes of the site.

    Raises AccessDenied, Invalid, StaleVersion, NameTaken, LimitBelowLoad.
    """
    access.require(by, PLACE_MANAGE, room)
    with transaction.atomic():
        nodes = lock_site_nodes(room.site_id) if "limit_w" in values else {}
        locked: Room = lock_row(Room.objects.all(), room.pk)
        before, limit_before = snapshot(locked), locked.limit_w
        for name, value in _known(values, ("name", "limit_w")).items():
            setattr(locked, name, value)
        locked.name = _filled(locked.name)
        _check_limit(locked.limit_w)
        rewrite(locked, version, values)
        if locked.limit_w is not None and locked.limit_w != limit_before:
            grid = Grid(nodes, [locked.pk], [locked.site_id]).read()
            drawn = grid.used_by_room[locked.pk].power_w + grid.held_by_room[locked.pk].power_w
            refuse_limit_below(locked.name, locked.limit_w, drawn)
        record(by=by, action="inventory.room.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def delete_room(*, by: Actor, room: Room) -> None:
    """Delete an empty room. Raises AccessDenied, PlaceInUse."""
    access.require(by, PLACE_MANAGE, room)
    with transaction.atomic():
        locked = lock_row(Room.objects.all(), room.pk)
        refuse_when_used(
            locked.name,
            units=Unit.objects.filter(shelf__room=locked),
            nodes=PowerNode.objects.filter(room=locked).count(),
            racks=Rack.objects.filter(room=locked).count(),
            shelves=Shelf.objects.filter(room=locked).count(),
        )
        before = snapshot(locked)
        remove(locked)
        record(by=by, action="inventory.room.delete", subject=room, before=before)


def refuse_limit_below(name: str, limit_w: int, drawn_w: int) -> None:
    """Raise LimitBelowLoad when more than the limit is drawn and reserved already."""
    if drawn_w > limit_w:
        raise LimitBelowLoad(field="limit_w", node=name, used_kw=kw(drawn_w), limit_kw=kw(limit_w))


def _check_limit(limit_w: int | None) -> None:
    """Raise Invalid for a limit that is none."""
    if limit_w is not None and limit_w <= 0:
        raise Invalid(_("A limit is more than zero; leave it empty for no limit."), field="limit_w")


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
    _check_limit(site.limit_w)
    if not site.postal_address:
        raise Invalid(_("A postal address is needed."), field="postal_address")
    if site.time_zone not in available_timezones():
        raise Invalid(_("Unknown time zone."), field="time_zone")
