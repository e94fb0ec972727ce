"""Asking DaData on behalf of a person: outside any scope, with the organisation's own key.

Each function is called before the view opens its scope: an outside answer must not hold a transaction. Raises
AccessDenied and LookupFailed (its sentence is for the person).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from apps.accounts.models import OrganisationSettings
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.common import access, clock
from apps.common.scope import scope
from apps.crm.enums import ClientType, RegisterState
from apps.crm.integrations import dadata
from apps.crm.integrations.dadata.errors import KeyMissing
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.services import soundness

if TYPE_CHECKING:
    from apps.common.access import Permission
    from apps.common.actor import Actor
    from apps.crm.models import Client

_NUMBERS: Final = frozenset({10, 12, 13, 15})
_SHORTEST: Final = 3
_BIC_DIGITS: Final = 9
_REGISTERED: Final = frozenset({ClientType.LEGAL_ENTITY, ClientType.SOLE_TRADER})


def parties(text: str, *, by: Actor) -> list[dadata.Party]:
    """Return companies and sole traders for an INN, an OGRN, a beginning of one, or a part of a name."""
    tidy = " ".join(text.split())
    if len(tidy) < _SHORTEST:
        return []
    key = _key(by)
    number = re.sub(r"[\s-]", "", tidy)
    is_number = number.isascii() and number.isdigit()
    if is_number and len(number) in _NUMBERS:
        found = dadata.find_party(key, number)
    else:
        found = dadata.suggest_parties(key, number if is_number else tidy)
    for one in found:
        soundness.remember(by.tenant_id, one.inn, one.kpp, one.state)
    return found


def bank(bic: str, *, by: Actor) -> dadata.Bank | None:
    """Return the bank of a whole BIC, None when there is none."""
    digits = re.sub(r"\D", "", bic)
    return dadata.find_bank(_key(by), digits) if len(digits) == _BIC_DIGITS else None


def addresses(text: str, *, by: Actor) -> list[dadata.Address]:
    """Return addresses that fit what was typed so far."""
    return dadata.suggest_addresses(_key(by), text) if len(text.strip()) >= _SHORTEST else []


def issuers(code: str, *, by: Actor) -> list[dadata.Issuer]:
    """Return the offices that issue passports under a department code."""
    return dadata.suggest_issuers(_key(by), code) if len(code.strip()) >= _SHORTEST else []


def check_client(client: Client, *, by: Actor) -> Client:
    """Ask the register about a client, keep its state on the card, and return the client.

    A company that the register does not know is «not checked», with the time of the question.
    Effects: those of `note_register_state`.
    """
    state = RegisterState.UNKNOWN
    if client.inn and client.type in _REGISTERED:
        found = dadata.find_party(_key(by), client.inn, kpp=client.kpp)
        same = [one for one in found if one.type == client.type]
        state = next((one.state for one in same), RegisterState.UNKNOWN)
    with scope(by):
        return soundness.note_register_state(client, by=by, state=state, checked_at=clock.now())


def check_connection(by: Actor) -> None:
    """Ask DaData one question anew with the organisation's key. Raises KeyMissing and other LookupFailed."""
    key = _key(by, SETTINGS_MANAGE)
    if not key:
        raise KeyMissing
    dadata.check(key)


def _key(by: Actor, permission: Permission = CLIENT_MANAGE) -> str:
    """Return the organisation's key, empty when it has none. Raises AccessDenied."""
    access.require(by, permission)
    with scope(by):
        row = OrganisationSettings.objects.filter(organisation_id=by.tenant_id).first()
        return row.dadata_key if row else ""
