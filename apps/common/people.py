"""Who a login is: rows keep the login of who wrote them (a name may have to be erased), people are shown the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common.scope import current_actor, remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.common.actor import Actor

_provider: Callable[[Actor], Mapping[str, str]] | None = None


def install(provider: Callable[[Actor], Mapping[str, str]]) -> None:
    """Tell who knows the names of people by their logins; called by accounts when it is ready."""
    global _provider  # noqa: PLW0603 - one provider per process, set once at start
    _provider = provider


def name_of(label: str) -> str:
    """Return the full name of who is kept as `label`, the label itself for a job and for whom nobody knows.

    The names are read once in a scope (one query). A client's user is told their own name only: the logins of staff
    are none of a client's business, so anybody else is an empty text.
    """
    actor, provider = current_actor(), _provider
    if not label or actor is None or actor.organisation_id is None or provider is None:
        return label
    names = remembered("people.names", lambda: provider(actor))
    return names.get(label, "" if actor.is_client else label)
