"""What a bot says: text in Telegram's HTML with buttons below; plain values that any messenger could carry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TEXT: Final = 4096
LONGEST_DATA: Final = 64
# Room for what the bot adds below a list that was cut.
_ROOM: Final = 200


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: it tells the bot `data`, opens an address, or opens it as a Mini App."""

    text: str
    data: str = ""
    url: str = ""
    is_app: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One message: its HTML and rows of buttons; with `replaces` it takes the place of the one that was pressed."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    replaces: bool = False

    def kept(self) -> dict[str, Any]:
        """Return the message as a queue keeps it."""
        return {"html": self.html, "buttons": [[asdict(one) for one in row] for row in self.buttons]}


def buttons_of(kept: dict[str, Any]) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of a message that a queue kept."""
    return tuple(tuple(Button(**one) for one in row) for row in kept.get("buttons", []))


def text(words: object) -> str:
    """Return words as Telegram's HTML shows them."""
    return escape(str(words), quote=False)


def listed(lines: Iterable[str], more: str) -> str:
    """Return lines of HTML below each other as far as they fit into one message; `more` tells how many were left out.

    `more` has the place `%(count)s`.
    """
    rows = list(lines)
    shown: list[str] = []
    left = LONGEST_TEXT - _ROOM
    for row in rows:
        left -= len(row) + 1
        if left < 0:
            break
        shown.append(row)
    if len(shown) < len(rows):
        shown.append(more % {"count": len(rows) - len(shown)})
    return "\n".join(shown)
