"""Custody: every move of a unit closes one link of the chain and opens the next, in the move's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from apps.accounts.models import User
from apps.crm.models import Client
from apps.inventory.enums import UnitVerb
from apps.inventory.participants import Place
from apps.logistics.enums import KeeperKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.inventory.participants import Change

_KEEP = """
SELECT logistics_pass_custody(%s, %s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::bigint[],
    %s::bigint[], %s::text[])
"""
_NOWHERE = Place()


def keep_custody(by: Actor, changes: Sequence[Change]) -> None:
    """Write the chain for these moves (a participant of inventory; three statements at most, however many units).

    A move without a document of its own stays under the document of the link before. A unit that is lost, written
    off or withdrawn is held by nobody: the chain has a gap from then on.
    """
    moved = [change for change in changes if change.place != change.place_before or change.verb == UnitVerb.REGISTER]
    if not moved:
        return
    places = [change.place or _NOWHERE for change in moved]
    keepers = _keepers(moved)
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                by.label[:160],
                [change.unit.pk for change in moved],
                [change.unit.owner_id for change in moved],
                [change.at for change in moved],
                [kind and kind.value for kind, _name in keepers],
                [name for _kind, name in keepers],
                [place.site_id for place in places],
                [place.shelf_id for place in places],
                [change.document for change in moved],
            ],
        )


def _keepers(moved: Sequence[Change]) -> list[tuple[KeeperKind | None, str]]:
    """Return who holds each unit now and the name of a person or owner; None for nobody."""
    holders = {change.place.holder_id for change in moved if change.place} - {None}
    people = User.objects.in_bulk(holders) if holders else {}
    gone = {change.unit.owner_id for change in moved if change.place is None and change.verb == UnitVerb.HAND_OVER}
    owners = Client.objects.in_bulk(gone) if gone else {}
    found: list[tuple[KeeperKind | None, str]] = []
    for change in moved:
        if change.place is None:
            is_given = change.verb == UnitVerb.HAND_OVER
            found.append((KeeperKind.CLIENT, str(owners[change.unit.owner_id])) if is_given else (None, ""))
        elif change.place.holder_id is None:
            found.append((KeeperKind.SITE, ""))
        else:
            found.append((KeeperKind.PERSON, people[change.place.holder_id].name))
    return found
