"""The wording of the delivered documents, apart from their looks: text files, read when templates are built.

`KIND.LANGUAGE.txt` holds a document, `parties.LANGUAGE.txt` what all documents of a language share. `## ` begins a
section; one whose title begins with «@» is a part of the page (`@title`, `@place`, `@concluded`, …), the others are
numbered. An empty line parts paragraphs. A paragraph may begin with `[label]` (others refer to it as `[[label]]` or
`[[label:section]]`), with `[if …]` (it stands there only when that holds) or with `[each … in …]` (one for each).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path(__file__).resolve().parent
_LABEL = re.compile(r"\[([a-z]+)\] ")
_REFERENCE = re.compile(r"\[\[([a-z]+(?::section)?)\]\]")


@dataclass(frozen=True, slots=True)
class Section:
    """A titled section with its clauses, references already replaced by numbers."""

    title: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A whole document: numbered sections, and parts of the page by name."""

    sections: tuple[Section, ...]
    parts: Mapping[str, tuple[str, ...]]


def read(name: str, folder: Path = FOLDER) -> Wording:
    """Return the wording of `NAME.txt`. Raises KeyError for a reference to a clause that is not there."""
    text = (folder / f"{name}.txt").read_text(encoding="utf-8")
    blocks = (block.partition("\n") for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:])
    raw = [(title.strip(), _paragraphs(body)) for title, _newline, body in blocks]
    parts = {title[1:]: tuple(paragraphs) for title, paragraphs in raw if title.startswith("@")}
    numbered = [(title, paragraphs) for title, paragraphs in raw if not title.startswith("@")]
    numbers = _numbers([paragraphs for _title, paragraphs in numbered])
    sections = tuple(
        Section(title, tuple(_settled(clause, numbers) for clause in paragraphs)) for title, paragraphs in numbered
    )
    return Wording(sections, parts)


def _numbers(sections: list[list[str]]) -> dict[str, str]:
    """Return the number of each labelled clause and of its section."""
    numbers: dict[str, str] = {}
    for section, paragraphs in enumerate(sections, start=1):
        for number, clause in enumerate(paragraphs, start=1):
            if label := _LABEL.match(clause):
                numbers[label[1]] = f"{section}.{number}"
                numbers[f"{label[1]}:section"] = str(section)
    return numbers


def _paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a block, each on one line."""
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", body) if block.strip()]


def _settled(clause: str, numbers: Mapping[str, str]) -> str:
    """Return a clause without its label and with references as numbers. Raises KeyError for an unknown one."""
    return _REFERENCE.sub(lambda found: numbers[found[1]], _LABEL.sub("", clause, count=1))
