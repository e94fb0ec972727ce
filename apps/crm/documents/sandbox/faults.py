"""What is wrong with a template, as plain values that cross from the worker to the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

_SHOWN_CHARS = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason to refuse: a code, what it concerns, and the place (part, number and text of the paragraph)."""

    code: str
    what: str = ""
    part: str = ""
    paragraph: int = 0
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the plain values, texts cut to what a person reads."""
        return asdict(self) | {"what": self.what[:_SHOWN_CHARS], "text": self.text[:_SHOWN_CHARS]}


class Refused(Exception):
    """Ends the work at the first fault after which going on would be dangerous."""

    def __init__(self, code: str, what: str = "", part: str = "") -> None:
        super().__init__(code)
        self.fault = Fault(code, what, part)
