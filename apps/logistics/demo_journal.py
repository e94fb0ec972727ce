"""Demonstration data of the journal of units: warranties, notes by the staff, photos of labels."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

from apps.common import clock
from apps.inventory.enums import PhotoKind
from apps.inventory.services import add_note, add_photos, change_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.inventory.models import Unit

_WARRANTIES: Final = 48
_PHOTOS: Final = 6
# Days since the warranty began, and its months: some run, some end soon, some are over.
_TERMS: Final = ((40, 12), (330, 12), (345, 12), (400, 12), (160, 6), (500, 24))
_NOTES: Final = (
    "При приёмке слышен шум второго вентилятора, работает.",
    "Заменён шнур питания.",
    "Клиент просил не менять прошивку.",
    "Наклейка с серийным номером повреждена, напечатана новая.",
)


def tell(by: Actor, units: Sequence[Unit]) -> None:
    """Give some of these units a warranty, a note or a photo of their label."""
    today = clock.today()
    for unit, (days, months) in zip(units[:_WARRANTIES], cycle(_TERMS), strict=False):
        begins = today - timedelta(days=days)
        unit.refresh_from_db()
        change_unit(by=by, unit=unit, version=unit.version, warranty_from=begins, warranty_months=months)
    for unit, text in zip(units, _NOTES, strict=False):
        add_note(by=by, unit=unit, text=text)
    for unit in units[:_PHOTOS]:
        add_photos(by=by, unit=unit, photos=[_label(unit)], kind=PhotoKind.LABEL, caption="")


def _label(unit: Unit) -> bytes:
    """Return a drawn picture of a maker's label."""
    picture = Image.new("RGB", (800, 500), "#d7d9dc")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 90, 740, 410), fill="white", outline="#444", width=4)
    for line, (text, size) in enumerate(((unit.model.name, 38), (f"SN: {unit.serial}", 44), ("AC 200-240 V", 30))):
        pen.text((100, 130 + line * 85), text, fill="black", font=ImageFont.load_default(size))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()
