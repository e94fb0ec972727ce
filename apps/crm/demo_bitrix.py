"""Demonstration data of the exchange: the main organisation's webhook leads to the portal of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.services import bitrix

if TYPE_CHECKING:
    from apps.common.demo import DemoContext

# What the local portal was made with; nobody else answers to it.
WEBHOOK_PATH: Final = "/bitrix/rest/1/localsecret/"
TOKEN: Final = "local-application-token"  # noqa: S105 - a portal of this machine


def load(context: DemoContext) -> None:
    """Set the connection up; the exchange itself is started by a person. Nothing without the local portal."""
    url = getattr(settings, "LOCAL_SERVERS_URL", "")
    if not url:
        return
    for organisation in context.organisations:
        if organisation.is_main:
            admin = organisation.actors[Role.ADMIN]
            with scope(admin):
                values = {"webhook": f"{url}{WEBHOOK_PATH}", "application_token": TOKEN}
                bitrix.change_connection(by=admin, version=1, values=values)
