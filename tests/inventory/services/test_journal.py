"""Photos without what a camera hides, notes with their author, withdrawing with a reason, warranties."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from PIL import Image

from apps.audit.models import AuditRecord
from apps.common import files
from apps.common.errors import AccessDenied, Conflict, Invalid
from apps.common.pictures import NotAnImage
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.enums import PhotoKind
from apps.inventory.models import Unit, UnitNote, UnitPhoto
from apps.inventory.selectors.journal import notes, photos
from apps.inventory.services.journal import MOST_AT_ONCE
from tests.factories import actor_for, make_user
from tests.inventory.factories import make_site, make_units

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db
PLACE_OF_THE_CAMERA = 0x8825
MAKER = 0x010F


def from_a_phone(size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG as a phone makes it: with place and maker in it."""
    picture, kept = Image.new("RGB", size, "grey"), io.BytesIO()
    hidden = picture.getexif()
    hidden[MAKER] = "Phone Maker"
    hidden.get_ifd(PLACE_OF_THE_CAMERA)[1] = "N"
    picture.save(kept, "JPEG", exif=hidden)
    assert b"Phone Maker" in kept.getvalue()
    return kept.getvalue()


def test_a_photo_is_kept_without_place_and_device_and_with_a_small_picture(world: World) -> None:
    with scope(world.technician) as by:
        made = services.add_photos(
            by=by, unit=world.units[0], photos=[from_a_phone((3000, 1000))], kind=PhotoKind.DAMAGE, caption=" dent "
        )[0]
        kept = photos(by).get(pk=made.pk)
        assert (kept.kind, kept.caption, kept.by_label) == ("damage", "dent", by.label)
        with Image.open(io.BytesIO(files.read(kept.file))) as large:
            assert (dict(large.getexif()), large.size) == ({}, (2000, 667))
        with Image.open(io.BytesIO(files.read(kept.small))) as small:
            assert (small.format, small.size) == ("JPEG", (320, 107))
    with scope(world.admin):
        record = AuditRecord.objects.get(action="inventory.unit.add_photos")
        assert record.actor_label == world.technician.label


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<svg onload=alert(1)>"])
def test_what_is_no_picture_is_refused_and_nothing_is_kept(world: World, data: bytes) -> None:
    with scope(world.technician) as by:
        with pytest.raises(NotAnImage):
            services.add_photos(by=by, unit=world.units[0], photos=[from_a_phone(), data])
        assert UnitPhoto.objects.count() == 0
    with scope(world.admin):
        assert AuditRecord.objects.filter(action="inventory.unit.add_photos").count() == 0


def test_none_and_too_many_photos_are_refused(world: World) -> None:
    with scope(world.technician) as by:
        for many in (0, MOST_AT_ONCE + 1):
            with pytest.raises(Invalid):
                services.add_photos(by=by, unit=world.units[0], photos=[from_a_phone((8, 8))] * many)


def test_a_withdrawn_photo_is_shown_to_nobody_and_stays_for_the_record(world: World) -> None:
    with scope(world.technician) as by:
        photo = services.add_photos(by=by, unit=world.units[0], photos=[from_a_phone()])[0]
        with pytest.raises(Invalid):
            services.withdraw_photo(by=by, photo=photo, why=" ")
        services.withdraw_photo(by=by, photo=photo, why="another unit")
        assert list(photos(by)) == []
        kept = UnitPhoto.objects.get(pk=photo.pk)
        assert kept.withdrawn_why == "another unit"
        with pytest.raises(Conflict):
            services.withdraw_photo(by=by, photo=kept, why="again")


def test_a_photo_cannot_be_deleted_and_a_note_not_even_changed(world: World) -> None:
    with scope(world.technician) as by:
        photo = services.add_photos(by=by, unit=world.units[0], photos=[from_a_phone()])[0]
        note = services.add_note(by=by, unit=world.units[0], text="loud")
        for write in (
            lambda: UnitPhoto.objects.filter(pk=photo.pk).delete(),
            lambda: UnitNote.objects.filter(pk=note.pk).update(text="quiet"),
            lambda: UnitNote.objects.filter(pk=note.pk).delete(),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                write()


def test_a_note_says_who_wrote_it_and_is_hidden_from_customers(organisation: Organisation, world: World) -> None:
    with scope(world.technician) as by:
        note = services.add_note(by=by, unit=world.units[0], text="  loud fan ")
        assert (note.text, note.by_label, note.author_id) == ("loud fan", by.label, by.person_id)
        with pytest.raises(Invalid):
            services.add_note(by=by, unit=world.units[0], text="\n ")
    with scope(actor_for(make_user(organisation, Role.ACCOUNTANT))) as by:
        assert [row.text for row in notes(by)] == ["loud fan"]
        with pytest.raises(AccessDenied):
            services.add_note(by=by, unit=world.units[0], text="mine")


def test_people_of_another_site_see_and_write_nothing(organisation: Organisation, world: World) -> None:
    elsewhere = make_units(world.contract, make_site(organisation))[0]
    with scope(world.admin) as by:
        services.add_note(by=by, unit=elsewhere, text="secret")
        services.add_photos(by=by, unit=elsewhere, photos=[from_a_phone()])
    with scope(world.technician) as by:
        assert (list(notes(by)), list(photos(by))) == ([], [])
        with pytest.raises(AccessDenied):
            services.add_note(by=by, unit=elsewhere, text="mine")


def test_a_warranty_of_months_gets_its_last_day(world: World) -> None:
    unit = world.units[0]
    with scope(world.admin) as by:
        begins = date(2026, 3, 10)
        done = services.change_unit(
            by=by, unit=unit, version=unit.version, warranty_from=begins, warranty_months=12, warranty_until=None
        )
        assert Unit.objects.get(pk=unit.pk).warranty_until == date(2027, 3, 9)
        for wrong in ({"warranty_from": None}, {"warranty_months": 0}, {"warranty_months": 121}):
            with pytest.raises(Invalid):
                services.change_unit(by=by, unit=unit, version=done.version, **wrong)


def test_the_database_knows_no_months_without_a_beginning(world: World) -> None:
    with scope(world.admin), pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=world.units[0].pk).update(warranty_months=12)
