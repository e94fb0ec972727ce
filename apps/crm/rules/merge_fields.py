"""Which facts of two cards of one client are chosen between when they are merged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# The passport is one fact: half of one and half of another would be nobody's.
_PASSPORT: Final = (
    "passport_number", "passport_series", "passport_issued_by", "passport_issued_on", "passport_department",
    "birth_date",
)  # fmt: skip
_TOGETHER: Final = {"phone": ("phone", "phone_extension"), "passport_number": _PASSPORT}
CHOSEN: Final = (
    "name", "short_name", "inn", "kpp", "ogrn", "country", "registration_number", "tax_number", "legal_address",
    "postal_address",
    "phone", "email", "signatory_post", "signatory_name", "signatory_name_genitive", "signatory_basis",
    "registry_entry", "passport_number", "note", "manager",
)  # fmt: skip


def columns(names: Iterable[str]) -> list[str]:
    """Return the columns that the chosen facts consist of."""
    return [column for name in names for column in _TOGETHER.get(name, (name,))]
