"""Custody: every move of a unit closes one link of the chain and opens the next, in the move's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from apps.accounts.models import User
from apps.common.db.dated import begin_rows
from apps.crm.models import Client
from apps.inventory.enums import UnitVerb
from apps.inventory.models import Shelf, Site
from apps.logistics.enums import KeeperKind
from apps.logistics.models import CustodyRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.inventory.participants import Change

_CLOSE = """
UPDATE logistics_custodyrecord AS record SET during = tstzrange(lower(record.during), change.at), updated_at = now()
FROM (SELECT unnest(%s::bigint[]) AS unit_id, unnest(%s::timestamptz[]) AS at) AS change
WHERE record.unit_id = change.unit_id AND upper_inf(record.during)
RETURNING record.unit_id, record.document
"""


def keep_custody(by: Actor, changes: Sequence[Change]) -> None:
    """Write the chain for these moves (a participant of inventory; five statements at most, however many units).

    A move without a document of its own stays under the document of the link before. A unit that is lost, written
    off or withdrawn is held by nobody: the chain has a gap from then on.
    """
    moved = [change for change in changes if change.place != change.place_before or change.verb == UnitVerb.REGISTER]
    if not moved:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [[change.unit.pk for change in moved], [change.at for change in moved]])
        documents = dict(cursor.fetchall())
    held = [change for change in moved if change.place is not None or change.verb == UnitVerb.HAND_OVER]
    sites = Site.objects.in_bulk({c.place.site_id for c in held if c.place and c.place.site_id})
    shelves = Shelf.objects.in_bulk({c.place.shelf_id for c in held if c.place and c.place.shelf_id})
    people = User.objects.in_bulk({c.place.holder_id for c in held if c.place and c.place.holder_id})
    owners = Client.objects.in_bulk({c.unit.owner_id for c in held if c.place is None})
    keepers: list[tuple[KeeperKind, str, str]] = []
    for change in held:
        place = change.place
        if place is None:
            keepers.append((KeeperKind.CLIENT, str(owners[change.unit.owner_id]), ""))
        elif place.site_id is not None:
            shelf = shelves[place.shelf_id].label if place.shelf_id else ""
            keepers.append((KeeperKind.SITE, sites[place.site_id].name, shelf))
        else:
            keepers.append((KeeperKind.PERSON, people[place.holder_id or 0].name, ""))
    begin_rows(
        CustodyRecord,
        [change.at for change in held],
        organisation_id=[change.unit.organisation_id for change in held],
        unit_id=[change.unit.pk for change in held],
        owner_id=[change.unit.owner_id for change in held],
        site_id=[change.place.site_id if change.place else None for change in held],
        keeper_kind=[kind for kind, _name, _shelf in keepers],
        keeper=[name for _kind, name, _shelf in keepers],
        place=[shelf for _kind, _name, shelf in keepers],
        document=[change.document or documents.get(change.unit.pk, "") for change in held],
        by_label=[by.label[:160]] * len(held),
    )
