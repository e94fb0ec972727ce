"""The journal of a unit: photos and notes are added, a photo may be withdrawn; nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access, clock, files
from apps.common.errors import Conflict, Invalid
from apps.common.pictures import small_picture, tidy_picture
from apps.inventory.enums import PhotoKind
from apps.inventory.models import UnitNote, UnitPhoto
from apps.inventory.permissions import UNIT_JOURNAL
from apps.inventory.services.locks import lock_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.inventory.models import Unit

MOST_AT_ONCE: Final = 10
MOST_OF_A_UNIT: Final = 200


def add_photos(
    *, by: Actor, unit: Unit, photos: Sequence[bytes], kind: PhotoKind = PhotoKind.OTHER, caption: str = ""
) -> list[UnitPhoto]:
    """Keep photos of a unit, without their hidden data, each with a small picture for lists; one record.

    Raises AccessDenied, Invalid (none, too many at once), NotAnImage, Conflict (the unit has very many already).
    """
    access.require(by, UNIT_JOURNAL, unit)
    if not photos:
        raise Invalid(_("Choose a photo."), field="photos")
    if len(photos) > MOST_AT_ONCE:
        raise Invalid(_("At most %(most)s photos at once."), field="photos", most=MOST_AT_ONCE)
    if kind not in PhotoKind:
        raise Invalid(field="kind")
    tidy = [tidy_picture(data) for data in photos]
    with transaction.atomic():
        if UnitPhoto.objects.filter(unit=unit, withdrawn_at__isnull=True).count() + len(tidy) > MOST_OF_A_UNIT:
            raise Conflict(_("This unit has %(most)s photos already."), field="photos", most=MOST_OF_A_UNIT)
        made = [
            UnitPhoto.objects.create(
                organisation_id=unit.organisation_id,
                unit=unit,
                kind=kind,
                caption=caption.strip()[:200],
                file=files.store(unit.organisation_id, data, f"photo.{mime.rpartition('/')[2]}", mime),
                small=files.store(unit.organisation_id, small_picture(data), "photo-small.jpeg", "image/jpeg"),
                by_label=by.label[:160],
            )
            for data, mime in tidy
        ]
        hashes = [photo.file.sha256 for photo in made]
        record(by=by, action="inventory.unit.add_photos", subject=unit, after={"kind": kind, "sha256": hashes})
    return made


def withdraw_photo(*, by: Actor, photo: UnitPhoto, why: str) -> UnitPhoto:
    """Take a photo out of sight with a reason; its bytes stay for the record.

    Raises AccessDenied, Invalid (no reason), Conflict (withdrawn already).
    """
    access.require(by, UNIT_JOURNAL, photo)
    if not why.strip():
        raise Invalid(_("Say why the photo is withdrawn."), field="why")
    with transaction.atomic():
        locked: UnitPhoto = lock_row(UnitPhoto.objects.select_related("unit", "file"), photo.pk)
        if locked.withdrawn_at is not None:
            raise Conflict(_("The photo is withdrawn already."), field="why")
        locked.withdrawn_at, locked.withdrawn_why = clock.now(), why.strip()[:300]
        locked.save(update_fields=["withdrawn_at", "withdrawn_why", "updated_at"])
        record(
            by=by,
            action="inventory.unit.withdraw_photo",
            subject=locked.unit,
            before={"sha256": locked.file.sha256},
            reason=locked.withdrawn_why,
        )
    return locked


def add_note(*, by: Actor, unit: Unit, text: str) -> UnitNote:
    """Write a note on a unit, with who and when; one record. Raises AccessDenied, Invalid (empty)."""
    access.require(by, UNIT_JOURNAL, unit)
    if not text.strip():
        raise Invalid(_("Write something."), field="text")
    with transaction.atomic():
        note = UnitNote.objects.create(
            organisation_id=unit.organisation_id,
            unit=unit,
            text=text.strip()[:4000],
            author_id=by.id,
            by_label=by.label[:160],
        )
        record(by=by, action="inventory.unit.add_note", subject=unit, after={"text": note.text})
    return note
