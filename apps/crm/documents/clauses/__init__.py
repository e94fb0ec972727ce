"""The wording of the delivered documents, apart from their looks: text files, read when templates are built."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_LABEL = re.compile(r"\[([a-z]+)\] ")
_REFERENCE = re.compile(r"\[\[([a-z]+(?::section)?)\]\]")


@dataclass(frozen=True, slots=True)
class Section:
    """A titled section with its clauses, references already replaced by numbers."""

    title: str
    clauses: tuple[str, ...]


def read(name: str) -> list[Section]:
    """Return the sections of `NAME.txt`; a title that begins with «@» is a part without a number."""
    text = (Path(__file__).resolve().parent / f"{name}.txt").read_text(encoding="utf-8")
    blocks = (block.partition("\n") for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:])
    raw = [(title.strip(), _paragraphs(body)) for title, _newline, body in blocks]
    numbers: dict[str, str] = {}
    numbered = [clauses for title, clauses in raw if not title.startswith("@")]
    for section, clauses in enumerate(numbered, start=1):
        for number, clause in enumerate(clauses, start=1):
            if label := _LABEL.match(clause):
                numbers[label[1]] = f"{section}.{number}"
                numbers[f"{label[1]}:section"] = str(section)
    return [Section(title, tuple(_settled(clause, numbers) for clause in clauses)) for title, clauses in raw]


def _paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a block, each on one line."""
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", body) if block.strip()]


def _settled(clause: str, numbers: dict[str, str]) -> str:
    """Return a clause without its label and with references as numbers. Raises KeyError for an unknown one."""
    return _REFERENCE.sub(lambda found: numbers[found[1]], _LABEL.sub("", clause, count=1))
