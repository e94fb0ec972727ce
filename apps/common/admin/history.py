"""History of a row: the record of `apps.audit`, through a hook, so that common need not know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One record: when, who, what was done, which values changed (name → before, after), and why."""

    at: datetime
    by: str
    action: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""


Provider = Callable[["Actor", "Model"], Iterable[HistoryEntry]]
_provider: Provider | None = None


def history_provider(provider: Provider) -> Provider:
    """Install the function that finds a row's records, newest first; called once, by audit."""
    global _provider  # noqa: PLW0603 - one provider per process, set once at start
    _provider = provider
    return provider


def entries(actor: Actor, row: Model) -> list[HistoryEntry]:
    """Return the records of a row; none while no provider is installed."""
    return list(_provider(actor, row)) if _provider else []
