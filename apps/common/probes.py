"""Probes: each integration tells how its connection is checked; the page of integrations asks them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import Promise

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found, in words for a person; `ok` is None when nothing is set up to be checked."""

    ok: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One connection to the outside; `check(by)` speaks to it now, outside any scope, and tells faults in words."""

    key: str
    title: str | Promise
    check: Callable[[Actor], Outcome]
    order: int = 100
    # What it is for, in a sentence; its key among the organisation's settings; the name of a page of its own.
    purpose: str | Promise = ""
    setting: str = ""
    page: str = ""
    icon: str = "plug-connected"


_probes: dict[str, Probe] = {}


def register(probe: Probe) -> None:
    """Add a connection; raises ValueError when the key is taken."""
    if probe.key in _probes:
        message = f"probe {probe.key} is registered twice"
        raise ValueError(message)
    _probes[probe.key] = probe


def probes() -> list[Probe]:
    """Return every probe in order."""
    return sorted(_probes.values(), key=lambda one: (one.order, one.key))


def named(key: str) -> Probe | None:
    """Return the probe of this key, None when nobody registered it."""
    return _probes.get(key)
