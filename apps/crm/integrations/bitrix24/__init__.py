"""Bitrix24's REST interface: calls, batches and lists within the limits of the portal."""

from apps.crm.integrations.bitrix24.errors import (
    BitrixError,
    CallRefused,
    LimitReached,
    PortalBroken,
    PortalSilent,
    WebhookInvalid,
    WebhookRefused,
)
from apps.crm.integrations.bitrix24.portal import Command, Portal, Reply, Webhook

__all__ = [
    "BitrixError",
    "CallRefused",
    "Command",
    "LimitReached",
    "Portal",
    "PortalBroken",
    "PortalSilent",
    "Reply",
    "Webhook",
    "WebhookInvalid",
    "WebhookRefused",
]
