"""Whether a client still exists before the law: what the register said, and who went on in spite of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import cache
from django.db import transaction
from django.utils.dateparse import parse_datetime

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock
from apps.crm.enums import RegisterState
from apps.crm.exceptions import ClientNotSound
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.services.locking import lock_client
from apps.crm.services.personal import personal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract

FIELDS: Final = ("register_state", "register_checked_at")
_REMEMBERED_SECONDS: Final = 60 * 60


def remember(organisation_id: int, inn: str, kpp: str, state: RegisterState) -> None:
    """Remember for an hour what the register said, for the card that is made or changed next."""
    if state is not RegisterState.UNKNOWN:
        cache.set(_name(organisation_id, inn, kpp), (state.value, clock.now().isoformat()), _REMEMBERED_SECONDS)


def take_remembered(clients: Sequence[Client]) -> None:
    """Set what the register said of their requisites within the last hour; «not checked» where it was not asked."""
    names = {one.uid: _name(one.organisation_id, one.inn, one.kpp) for one in clients if one.inn}
    kept = cache.get_many(names.values()) if names else {}
    for client in clients:
        said = kept.get(names.get(client.uid, ""))
        client.register_state = RegisterState(said[0]) if said else RegisterState.UNKNOWN
        client.register_checked_at = parse_datetime(said[1]) if said else None


def is_about_another(client: Client, before: Mapping[str, Any]) -> bool:
    """Whether the requisites now name another company than `before` (a snapshot), so that its state is void."""
    return any(str(getattr(client, name)) != str(before.get(name)) for name in ("type", "inn", "kpp"))


def note_register_state(client: Client, *, by: Actor, state: RegisterState, checked_at: datetime) -> Client:
    """Keep on the card what the register says of a client, and return it.

    Effects: state and time; one audit record when the state is another one. Raises AccessDenied.
    """
    access.require(by, CLIENT_MANAGE, client)
    with transaction.atomic():
        locked = lock_client(client)
        before = snapshot(locked)
        is_news = locked.register_state != state
        locked.register_state, locked.register_checked_at = state, checked_at
        locked.save_version(locked.version, FIELDS)
        if is_news:
            record(
                by=by,
                action="crm.client.check_register",
                subject=locked,
                before=before,
                after=snapshot(locked),
                personal=personal_of(locked),
            )
    return locked


def accept_register_state(contract: Contract, client: Client, accepted: str) -> None:
    """Write the accepted state into the contract. Raises ClientNotSound unless the person accepted this very state."""
    if client.is_sound or contract.register_accepted == client.register_state:
        return
    if accepted != client.register_state:
        raise ClientNotSound(field="register_accepted", state=RegisterState(client.register_state).label)
    contract.register_accepted = RegisterState(client.register_state)


def _name(organisation_id: int, inn: str, kpp: str) -> str:
    """Return the name of the remembered state; the number cannot be read from it."""
    return f"crm:register:{hashlib.sha256(f'{organisation_id}/{inn}/{kpp}'.encode()).hexdigest()}"
