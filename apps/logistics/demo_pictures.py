"""Drawn pictures of the demonstration: a load on its pallet, and signatures; each variant looks a little different."""

from __future__ import annotations

import io
from math import sin
from typing import Final

from PIL import Image, ImageDraw

_CARTON: Final = ("#b98a56", "#c4975f", "#ad7f4c")


def load(variant: int, boxes: int) -> bytes:
    """Return a picture of boxes on a pallet, the last one dented, as JPEG."""
    picture = Image.new("RGB", (960, 720), "#8d949b")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 520, 960, 720), "#6d7176")
    pen.rectangle((150, 590, 810, 640), "#8a6a42", "#5f4728", 4)
    for number in range(min(boxes, 12)):
        column, row = number % 4, number // 4
        left, bottom = 160 + column * 160, 588 - row * 150
        pen.rectangle(
            (left, bottom - 145, left + 152, bottom), _CARTON[(variant + number) % len(_CARTON)], "#6b4c2a", 3
        )
        pen.rectangle((left + 66, bottom - 145, left + 86, bottom), "#d9c7a3")
        pen.rectangle((left + 12, bottom - 60, left + 56, bottom - 20), "#f5f5f0", "#999999")
    pen.ellipse((600, 470, 650, 510), "#7a5836")
    return _saved(picture, "JPEG")


def signature(variant: int) -> bytes:
    """Return a signature as the screen draws it: a dark line on white, as PNG."""
    picture = Image.new("RGB", (600, 200), "#ffffff")
    height, turns, lean = 30 + variant * 7 % 30, 0.05 + variant % 5 * 0.01, variant % 6 * 0.05 - 0.15
    points = [
        (x, 105 + lean * (x - 300) + height * sin(turns * x) * (1 - abs(x - 220) / 400)) for x in range(60, 520, 4)
    ]
    ImageDraw.Draw(picture).line(points, "#10131f", 4, "curve")
    return _saved(picture, "PNG")


def _saved(picture: Image.Image, kind: str) -> bytes:
    """Return the bytes of a picture."""
    kept = io.BytesIO()
    picture.save(kept, kind)
    return kept.getvalue()
