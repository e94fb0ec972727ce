"""The brand: name, colour, signature of letters, and the logo, which is decoded before it is kept."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from apps.accounts.models import Brand
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.services.changing import write
from apps.common import access, files
from apps.common.errors import Invalid

if TYPE_CHECKING:
    from apps.common.actor import Actor

BRAND_FIELDS: Final = ("name", "accent_color", "letter_signature")
LOGO_FORMATS: Final = ("PNG", "JPEG", "WEBP")
LOGO_MAX_BYTES: Final = 1024 * 1024
LOGO_MAX_SIDE_PX: Final = 4000
LOGO_KEPT_SIDE_PX: Final = 512
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_BROKEN: Final = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError)


def change_brand(*, by: Actor, values: Mapping[str, str], version: int) -> Brand:
    """Change name, colour and the signature of letters; one record. Raises Invalid, StaleVersion."""
    access.require(by, SETTINGS_MANAGE)
    if not _COLOR.fullmatch(values["accent_color"]):
        raise Invalid(_("A colour is written as # and six hexadecimal digits."), field="accent_color")
    if not values["name"].strip():
        raise Invalid(_("A brand has a name."), field="name")
    with transaction.atomic():
        brand = _brand(by)
        write(by, brand, {name: values[name] for name in BRAND_FIELDS}, version, "accounts.brand.change")
    return brand


def change_logo(*, by: Actor, data: bytes, version: int) -> Brand:
    """Keep a new logo: PNG, JPEG or WebP of at most 1 MiB and 4000 × 4000 pixels; one record.

    The picture is decoded and written anew as PNG (no side above 512 pixels), so that nothing but its pixels is ever
    served. Raises Invalid at `logo` for anything else (SVG among it), StaleVersion.
    """
    access.require(by, SETTINGS_MANAGE)
    picture = _redrawn(data)
    with transaction.atomic():
        brand = _brand(by)
        stored = files.store(by.tenant_id, picture, "logo.png", "image/png")
        write(by, brand, {"logo": stored}, version, "accounts.brand.change_logo")
    return brand


def remove_logo(*, by: Actor, version: int) -> Brand:
    """Show the name alone again; one record. Raises StaleVersion."""
    access.require(by, SETTINGS_MANAGE)
    with transaction.atomic():
        brand = _brand(by)
        write(by, brand, {"logo": None}, version, "accounts.brand.remove_logo")
    return brand


def _brand(by: Actor) -> Brand:
    """Return the organisation's brand, locked."""
    return access.narrow(by, SETTINGS_MANAGE, Brand.objects.select_for_update(of=("self",))).get()


def _redrawn(data: bytes) -> bytes:
    """Return the picture as a PNG of our own making. Raises Invalid at `logo`."""
    if len(data) > LOGO_MAX_BYTES:
        raise Invalid(_("A logo has at most %(limit)s KiB."), field="logo", limit=LOGO_MAX_BYTES // 1024)
    try:
        with Image.open(io.BytesIO(data), formats=LOGO_FORMATS) as picture:
            width, height = picture.size
            if max(width, height) > LOGO_MAX_SIDE_PX:
                raise Invalid(_("A logo has at most %(limit)s pixels a side."), field="logo", limit=LOGO_MAX_SIDE_PX)
            drawn = picture.convert("RGBA")
    except _BROKEN as error:
        raise Invalid(_("This is not a readable picture: take a PNG, JPEG or WebP file."), field="logo") from error
    drawn.thumbnail((LOGO_KEPT_SIDE_PX, LOGO_KEPT_SIDE_PX))
    kept = io.BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return kept.getvalue()
