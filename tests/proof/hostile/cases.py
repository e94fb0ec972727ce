"""The shape of hostile files: a case makes one, a group asks for their refusal.

To add a group, put a module beside this one with a `GROUP`; `proof_templates.py` finds it by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Canary:
    """What must stay untouched: a file that nobody writes, and a port where nobody calls."""

    file: str
    port: int


@dataclass(frozen=True)
class Case:
    """One hostile file: what it tries, how it is made, and a word that its refusal must say (any, when empty)."""

    name: str
    make: Callable[[Canary], bytes]
    says: str = ""


@dataclass(frozen=True)
class Group:
    """Hostile files of one sort; `ask` gives the file in as a person would and returns the reasons of the refusal.

    An empty answer means that the file was taken. `seconds` and `megabytes` bound each case; there are at least
    `fewest` of them.
    """

    title: str
    cases: tuple[Case, ...]
    ask: Callable[[bytes], list[str]]
    seconds: float
    megabytes: int
    fewest: int
