"""Photos of a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from apps.audit.services import record
from apps.common import files
from apps.common.errors import Invalid
from apps.common.pictures import tidy_picture
from apps.inventory.service_centre.models import RepairPhoto
from apps.inventory.service_centre.permissions import require_repair_at
from apps.inventory.service_centre.services.locking import lock_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import RepairOrder

_MOST = 10


def add_photos(order: RepairOrder, photos: Sequence[bytes], *, by: Actor, note: str = "") -> list[RepairPhoto]:
    """Keep up to ten photos of a repair, in whatever state it is; one record.

    Raises AccessDenied, Invalid without a photo or for too many, NotAnImage.
    """
    require_repair_at(by, order.site)
    if not 1 <= len(photos) <= _MOST:
        raise Invalid(field="photos")
    with transaction.atomic():
        locked = lock_order(order)
        made = []
        for number, data in enumerate(photos, start=1):
            picture, content_type = tidy_picture(data)
            name = f"{locked.number}-{number}.{content_type.rpartition('/')[2]}"
            made.append(
                RepairPhoto.objects.create(
                    organisation_id=locked.organisation_id,
                    order=locked,
                    file=files.store(locked.organisation_id, picture, name, content_type),
                    state=locked.state,
                    note=note.strip()[:200],
                    by_label=by.label[:160],
                )
            )
        record(by=by, action="inventory.repair.add_photos", subject=locked, after={"photos": len(made), "note": note})
    return made
