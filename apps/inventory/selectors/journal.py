"""Photos and notes of units in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common import access
from apps.inventory.models import UnitNote, UnitPhoto
from apps.inventory.permissions import JOURNAL_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def photos(actor: Actor) -> QuerySet[UnitPhoto]:
    """Return the photos in reach that were not withdrawn, newest first."""
    rows = UnitPhoto.objects.select_related("file", "small", "unit").filter(withdrawn_at__isnull=True)
    return access.narrow(actor, JOURNAL_VIEW, rows).order_by("-pk")


def notes(actor: Actor) -> QuerySet[UnitNote]:
    """Return the notes in reach, newest first."""
    return access.narrow(actor, JOURNAL_VIEW, UnitNote.objects.select_related("unit")).order_by("-pk")
