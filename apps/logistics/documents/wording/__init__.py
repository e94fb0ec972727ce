"""What the papers of logistics say in each language they are delivered in: standing text, and words that fill it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Paper:
    """The standing text of one template.

    `about` is the title in the file's properties; `columns` are the titles of the table; a sign is who signs with the
    lines below.
    """

    about: str
    title: str
    opening: tuple[str, ...]
    columns: tuple[str, ...]
    closing: tuple[str, ...]
    signs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its three papers, how it counts units, and the words that fill a paper.

    `states` says what became of a unit of a movement; `drawn` stands above signatures drawn on screen and `signers`
    says who signed; `example` holds what the invented papers say.
    """

    piece: str
    unharmed: str
    states: Mapping[str, str]
    drawn: str
    signers: Mapping[str, str]
    example: Mapping[str, str]
    intake: Paper
    returning: Paper
    transfer: Paper
