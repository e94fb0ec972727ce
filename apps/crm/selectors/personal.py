"""Personal data of clients and contacts as an actor may see it: whole, or masked. Pages, API, exports, search ask here.

Names are what everybody who sees the client base works with. Phones, e-mail, Telegram, and everything that belongs to
a natural person beside the name (number, addresses, note) are masked for those without `PERSONAL_VIEW`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apps.common import access
from apps.crm.models import Client, Contact
from apps.crm.permissions import PERSONAL_VIEW
from apps.crm.rules import texts

if TYPE_CHECKING:
    from apps.common.actor import Actor

MASK: Final = "•••"
_SHOWN_DIGITS: Final = 2
_ALWAYS: Final = frozenset({"phone", "phone_extension", "email", "telegram"})
_OF_PEOPLE: Final = frozenset({"inn", "ogrn", "legal_address", "postal_address", "note"})
MASKABLE: Final = _ALWAYS | _OF_PEOPLE


def sees_personal(actor: Actor) -> bool:
    """Whether the actor sees personal data whole (a client's users: their own client's)."""
    return access.holds(actor, PERSONAL_VIEW)


def shown(actor: Actor, row: Client | Contact, name: str) -> str:
    """Return the value of a field as the actor may see it: whole, or masked when it is personal."""
    return str(getattr(row, name) or "") if sees_personal(actor) else masked(row, name)


def shown_phone(actor: Actor, row: Client | Contact) -> str:
    """Return the phone as people write it, or masked."""
    return texts.shown_phone(row.phone, row.phone_extension) if sees_personal(actor) else masked(row, "phone")


def masked(row: Client | Contact, name: str) -> str:
    """Return the value of a field for those who see personal data masked."""
    value = str(getattr(row, name) or "")
    return _masked(name, value) if value and _is_personal(row, name) else value


def contacts_of(actor: Actor, client: Client) -> list[Contact]:
    """Return a client's contacts for showing, the main one first; masked for those who need not see them."""
    rows = list(client.contacts.order_by("-is_main", "id"))
    if not sees_personal(actor):
        for row in rows:
            for name in ("phone", "email", "telegram"):
                setattr(row, name, masked(row, name))
            row.phone_extension = ""
    return rows


def _is_personal(row: Client | Contact, name: str) -> bool:
    """Whether a field of the row is masked for those who need not see it."""
    return name in _ALWAYS or (name in _OF_PEOPLE and isinstance(row, Client) and row.is_natural)


def _masked(name: str, value: str) -> str:
    """Return a value with just enough of it to tell it from another."""
    if name in ("phone", "inn", "ogrn"):
        return f"{MASK} {value[-_SHOWN_DIGITS:]}"
    if name == "email":
        return f"{value[0]}{MASK}@{value.rpartition('@')[2]}"
    return MASK
