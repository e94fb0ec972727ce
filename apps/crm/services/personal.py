"""Personal data of clients: which fields they are, and reading them in full, which is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apps.audit.services import log_read
from apps.common import access
from apps.crm.models import Client
from apps.crm.permissions import PERSONAL_REVEAL

if TYPE_CHECKING:
    from apps.common.actor import Actor

_OF_PERSONS: Final = frozenset(
    {
        "name", "short_name", "inn", "ogrn", "phone", "phone_extension", "email", "legal_address", "postal_address",
        "signatory_name", "signatory_name_genitive", "note",
    }
)  # fmt: skip
_OF_COMPANIES: Final = frozenset({"signatory_name", "signatory_name_genitive", "note"})


def personal_of(client: Client) -> frozenset[str]:
    """Return the fields of the card that are somebody's personal data, beside the encrypted ones."""
    return _OF_PERSONS if client.is_natural else _OF_COMPANIES


def reveal_passport(client: Client, *, by: Actor, reason: str = "") -> dict[str, str]:
    """Return the passport fields in full by name.

    Effects: one audit record that `by` read them. Raises AccessDenied.
    """
    access.require(by, PERSONAL_REVEAL, client)
    log_read(by=by, subject=client, fields=Client.PASSPORT_FIELDS, reason=reason)
    return {name: getattr(client, name) for name in Client.PASSPORT_FIELDS}
