"""Photos of labels as a telephone takes them: a barcode with its text, tilted, unevenly lit, as JPEG."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFilter
from reportlab.graphics.barcode.code128 import Code128

_MODULE: Final = 3
_HEIGHT: Final = 110
_MARGIN: Final = 60


def label(serial: str) -> Image.Image:
    """Return a clean label with a Code 128 barcode, drawn bar by bar."""
    code: Any = Code128(serial, barWidth=1, quiet=False)
    code.validate()
    code.encode()
    bars = code.decompose()
    widths = [(ord(letter.lower()) - ord("a") + 1, letter.islower()) for letter in str(bars)]
    width = sum(span for span, _space in widths) * _MODULE + 2 * _MARGIN
    picture = Image.new("L", (width, _HEIGHT + 3 * _MARGIN), 255)
    draw, left = ImageDraw.Draw(picture), _MARGIN
    for span, is_space in widths:
        right = left + span * _MODULE
        if not is_space:
            draw.rectangle((left, _MARGIN, right - 1, _MARGIN + _HEIGHT), fill=0)
        left = right
    draw.text((_MARGIN, _HEIGHT + _MARGIN + 12), f"S/N: {serial}", fill=0)
    return picture


def photo(serial: str, *, size: tuple[int, int] = (1280, 960), tilt: float = 4.0) -> Image.Image:
    """Return the label as it lies on a grey machine, photographed from the hand."""
    laid = label(serial).rotate(tilt, expand=True, fillcolor=120, resample=Image.Resampling.BICUBIC)
    if laid.width > size[0]:
        laid = laid.resize((size[0], laid.height * size[0] // laid.width))
    scene = Image.new("L", size, 120)
    scene.paste(laid, ((size[0] - laid.width) // 2, (size[1] - laid.height) // 2))
    shade = Image.linear_gradient("L").resize(size).point(lambda level: 200 + level // 5)
    lit = Image.composite(scene, Image.new("L", size, 90), shade)
    return lit.filter(ImageFilter.GaussianBlur(0.6)).convert("RGB")


def jpeg(serial: str) -> bytes:
    """Return the photo as a telephone keeps it."""
    kept = io.BytesIO()
    photo(serial).save(kept, "JPEG", quality=80)
    return kept.getvalue()


def film(serial: str, path: Path) -> None:
    """Write a film that Chromium's fake camera shows: the photo again and again."""
    frame = io.BytesIO()
    photo(serial, size=(1280, 720)).save(frame, "JPEG", quality=90)
    path.write_bytes(frame.getvalue() * 10)
