"""Custody: every move of a unit closes one link of the chain and opens the next, in the move's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.accounts.models import User
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
    rows = []
    for change in held:
        row = CustodyRecord(
            organisation_id=change.unit.organisation_id,
            unit=change.unit,
            owner_id=change.unit.owner_id,
            document=change.document or documents.get(change.unit.pk, ""),
            by_label=by.label[:160],
            during=DateTimeTZRange(change.at, None),
        )
        place = change.place
        if place is None:
            row.keeper_kind, row.keeper = KeeperKind.CLIENT, str(owners[change.unit.owner_id])
        elif place.site_id is not None:
            row.keeper_kind, row.keeper = KeeperKind.SITE, sites[place.site_id].name
            row.site_id = place.site_id
            row.place = shelves[place.shelf_id].label if place.shelf_id else ""
        elif place.holder_id is not None:
            row.keeper_kind, row.keeper = KeeperKind.PERSON, people[place.holder_id].name
        rows.append(row)
    CustodyRecord.objects.bulk_create(rows)
