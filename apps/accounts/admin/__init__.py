"""Admin of accounts: every write is one of its services."""

from apps.accounts.admin.brands import BrandAdmin
from apps.accounts.admin.entities import LegalEntityAdmin
from apps.accounts.admin.organisations import OrganisationAdmin
from apps.accounts.admin.sessions import SessionAdmin
from apps.accounts.admin.telegram import TelegramBotAdmin, TelegramLinkAdmin
from apps.accounts.admin.tokens import ApiTokenAdmin
from apps.accounts.admin.users import UserAdmin

__all__ = [
    "ApiTokenAdmin",
    "BrandAdmin",
    "LegalEntityAdmin",
    "OrganisationAdmin",
    "SessionAdmin",
    "TelegramBotAdmin",
    "TelegramLinkAdmin",
    "UserAdmin",
]
