"""Fonts of the PDF files that we draw ourselves: packages of the system, embedded as far as they are used.

DejaVu has Latin and Cyrillic letters. Chinese ones come from a TrueType font of the system; without one the file names
«STSong-Light», which readers replace by a Chinese font of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.pdfgen.canvas import Canvas

TEXT: Final = "nh-text"
BOLD: Final = "nh-bold"
MONO: Final = "nh-mono"
_CHINESE: Final = "nh-chinese"
_READERS_OWN: Final = "STSong-Light"
_FOLDER: Final = Path("/usr/share/fonts/truetype")
_FILES: Final = {
    TEXT: _FOLDER / "dejavu" / "DejaVuSans.ttf",
    BOLD: _FOLDER / "dejavu" / "DejaVuSans-Bold.ttf",
    MONO: _FOLDER / "dejavu" / "DejaVuSansMono-Bold.ttf",
}
# reportlab embeds TrueType outlines only; Noto CJK has others.
_CHINESE_FILES: Final = (
    _FOLDER / "droid" / "DroidSansFallbackFull.ttf",
    _FOLDER / "wqy" / "wqy-microhei.ttc",
    _FOLDER / "wqy" / "wqy-zenhei.ttc",
)
_SMALLEST: Final = 4.0
_MORE: Final = "…"


class FontMissing(RuntimeError):
    """The fonts of the system without which no PDF can be drawn are not installed (see the system check)."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """What is registered: the letters that DejaVu has, and the font of all others."""

    letters: frozenset[int]
    chinese: str


def missing() -> list[str]:
    """Return the packages without which PDFs cannot be drawn («fonts-dejavu-core») or refer to the reader's font."""
    needed = [] if all(file.is_file() for file in _FILES.values()) else ["fonts-dejavu-core"]
    return needed if any(file.is_file() for file in _CHINESE_FILES) else [*needed, "fonts-droid-fallback"]


@lru_cache(maxsize=1)
def ready() -> Fonts:
    """Register the fonts once in a process. Raises FontMissing."""
    if "fonts-dejavu-core" in missing():
        message = "no DejaVu fonts on this machine: install fonts-dejavu-core"
        raise FontMissing(message)
    own = {name: TTFont(name, str(file)) for name, file in _FILES.items()}
    for font in own.values():
        pdfmetrics.registerFont(font)
    chinese = next((file for file in _CHINESE_FILES if file.is_file()), None)
    if chinese is None:
        pdfmetrics.registerFont(UnicodeCIDFont(_READERS_OWN))
    else:
        pdfmetrics.registerFont(TTFont(_CHINESE, str(chinese)))
    letters = [frozenset(font.face.charToGlyph) for font in own.values()]
    return Fonts(frozenset.intersection(*letters), _READERS_OWN if chinese is None else _CHINESE)


def pieces(text: str, font: str = TEXT) -> Iterator[tuple[str, str]]:
    """Yield the text in pieces with the font that has their letters."""
    fonts = ready()
    for is_own, signs in groupby(text, key=lambda sign: ord(sign) in fonts.letters):
        yield (font if is_own else fonts.chinese), "".join(signs)


def width(text: str, font: str, size: float) -> float:
    """Return how wide a text is, in points."""
    return sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in pieces(text, font))


def fitting(text: str, font: str, size: float, room: float) -> tuple[str, float]:
    """Return text and size so that it takes at most `room` points: smaller first, then cut with an ellipsis."""
    while size > _SMALLEST and width(text, font, size) > room:
        size -= 0.25
    if width(text, font, size) <= room:
        return text, size
    while text and width(text + _MORE, font, size) > room:
        text = text[:-1]
    return text + _MORE, size


def draw(canvas: Canvas, x: float, y: float, text: str, font: str = TEXT, size: float = 8) -> None:
    """Draw one line from a point of its base line; every letter in a font that has it."""
    line = canvas.beginText(x, y)
    for name, piece in pieces(text, font):
        line.setFont(name, size)
        line.textOut(piece)
    canvas.drawText(line)
