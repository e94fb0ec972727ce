"""Pictures that people send: checked, turned upright, made small, without what a camera hides in them."""

from __future__ import annotations

import io
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.common.errors import Invalid

MOST_BYTES: Final = 8 * 1024 * 1024
_MOST_PIXELS: Final = 50_000_000
_LONGEST_SIDE: Final = 2000
_SMALL_SIDE: Final = 320
_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class NotAnImage(Invalid):
    """A photo or signature that is no picture, or too large a one."""

    code = "not_an_image"
    sentence = _("The file is not a JPEG, PNG or WebP picture of at most %(most)s MB.")


def tidy_picture(data: bytes) -> tuple[bytes, str]:
    """Return a picture without its hidden data (place, device), no side longer than 2,000 px, and its type.

    Raises NotAnImage for anything that is not a JPEG, PNG or WebP of at most 8 MB and 50 million pixels.
    """
    refusal = NotAnImage(field="photo", most=MOST_BYTES // 1024 // 1024)
    if not data or len(data) > MOST_BYTES:
        raise refusal
    try:
        with Image.open(io.BytesIO(data), formats=list(_TYPES)) as picture:
            kind = str(picture.format)
            if picture.width * picture.height > _MOST_PIXELS:
                raise refusal
            turned = _upright(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refusal from error
    turned.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    kept = io.BytesIO()
    if kind == "JPEG":
        turned.convert("RGB").save(kept, "JPEG", quality=85, optimize=True)
    else:
        turned.save(kept, kind)
    return kept.getvalue(), _TYPES[kind]


def small_picture(data: bytes) -> bytes:
    """Return a tidy picture as a JPEG with no side longer than 320 px, for lists."""
    with Image.open(io.BytesIO(data), formats=list(_TYPES)) as picture:
        small = picture.convert("RGB")
    small.thumbnail((_SMALL_SIDE, _SMALL_SIDE))
    kept = io.BytesIO()
    small.save(kept, "JPEG", quality=80, optimize=True)
    return kept.getvalue()


def _upright(picture: Image.Image) -> Image.Image:
    """Return a copy turned as the camera meant it, without EXIF data."""
    turned = ImageOps.exif_transpose(picture)
    bare = Image.new(turned.mode, turned.size)
    bare.paste(turned)
    return bare
