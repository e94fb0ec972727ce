"""Photos and notes of units in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from apps.common import access
from apps.inventory.models import UnitNote, UnitOwnership, UnitPhoto
from apps.inventory.permissions import JOURNAL_VIEW, PHOTO_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def photos(actor: Actor) -> QuerySet[UnitPhoto]:
    """Return the photos in reach that were not withdrawn, newest first.

    A client's user sees those of units that are theirs now, taken since they are.
    """
    rows = UnitPhoto.objects.select_related("file", "small", "unit").filter(withdrawn_at__isnull=True)
    if actor.is_client:
        rows = rows.filter(owned_since(actor, "unit_id"))
    return access.narrow(actor, PHOTO_VIEW, rows).order_by("-pk")


def owned_since(actor: Actor, unit: str) -> Exists:
    """Return the condition that a unit is the actor's now and was when the row was made; `unit` names its column."""
    mine = UnitOwnership.objects.filter(client_id__in=actor.client_ids, during__upper_inf=True)
    return Exists(mine.filter(unit_id=OuterRef(unit), during__contains=OuterRef("created_at")))


def notes(actor: Actor) -> QuerySet[UnitNote]:
    """Return the notes in reach, newest first."""
    return access.narrow(actor, JOURNAL_VIEW, UnitNote.objects.select_related("unit")).order_by("-pk")
