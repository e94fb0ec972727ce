"""Who a login is: rows keep the login of who wrote them (a name may have to be erased), people are shown the name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from apps.common.actor import Actor
from apps.common.scope import current_actor, remembered

# Of the staff, or of everybody.
_Provider = Callable[[Actor, bool], Mapping[str, str]]
_provider: _Provider | None = None


def install(provider: _Provider) -> None:
    """Tell who knows the names of people by their logins; called by accounts when it is ready."""
    global _provider  # noqa: PLW0603 - one provider per process, set once at start
    _provider = provider


def name_of(label: str) -> str:
    """Return the full name of who is kept as `label`, the label itself for a job and for whom nobody knows.

    The names of the staff are read once in a scope (one query), those of everybody when another one is named (one
    more). A client's user is told their own name only: the logins of staff are none of a client's business, so anybody
    else is an empty text.
    """
    actor, provider = current_actor(), _provider
    if not label or actor is None or actor.organisation_id is None or provider is None:
        return label
    names = {} if actor.is_client else remembered("people.staff", lambda: provider(actor, False))
    if label not in names:
        names = remembered("people.names", lambda: provider(actor, True))
    return names.get(label, "" if actor.is_client else label)
