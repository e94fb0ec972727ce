"""DaData: companies, banks, addresses and passport offices by number or name."""

from apps.crm.integrations.dadata.client import (
    check,
    find_bank,
    find_party,
    suggest_addresses,
    suggest_banks,
    suggest_issuers,
    suggest_parties,
)
from apps.crm.integrations.dadata.payloads import Address, Bank, Issuer, Party

__all__ = [
    "Address",
    "Bank",
    "Issuer",
    "Party",
    "check",
    "find_bank",
    "find_party",
    "suggest_addresses",
    "suggest_banks",
    "suggest_issuers",
    "suggest_parties",
]
