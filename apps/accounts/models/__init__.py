"""Organisations, people, their ways in, and what they are told."""

from apps.accounts.models.notifications import Notification, NotificationPreference, NotificationTimes
from apps.accounts.models.organisations import Brand, LegalEntity, Organisation, OrganisationSettings
from apps.accounts.models.sessions import Session
from apps.accounts.models.telegram import TelegramBot, TelegramCode, TelegramLink, TelegramUpdate
from apps.accounts.models.tokens import ApiToken
from apps.accounts.models.users import RecoveryCode, TotpDevice, User

__all__ = [
    "ApiToken",
    "Brand",
    "LegalEntity",
    "Notification",
    "NotificationPreference",
    "NotificationTimes",
    "Organisation",
    "OrganisationSettings",
    "RecoveryCode",
    "Session",
    "TelegramBot",
    "TelegramCode",
    "TelegramLink",
    "TelegramUpdate",
    "TotpDevice",
    "User",
]
