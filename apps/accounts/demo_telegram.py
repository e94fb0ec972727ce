"""Demonstration data of Telegram: the bot of this machine, and two people who are linked with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from apps.accounts.models import OrganisationSettings, TelegramBot, TelegramLink
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from apps.common.demo import DemoOrganisation

# Whom the local server of development knows.
BOT: Final = "neurohost_demo_bot"
PEOPLE: Final = {Role.DRIVER: (700000101, "@dorozhkin"), Role.WAREHOUSE: (700000102, "@kladov")}


def connect(company: DemoOrganisation) -> bool:
    """Connect the bot and link the people; False without the local server. The poller introduces the bot itself."""
    token = settings.TELEGRAM_DEMO_TOKEN
    if not token:
        return False
    with system_scope(SystemJob.DEMO):
        row = OrganisationSettings.objects.get(organisation_id=company.id)
        row.telegram_token = token
        row.save(update_fields=["telegram_token", "updated_at"])
        number = int(token.partition(":")[0])
        TelegramBot.objects.create(
            organisation_id=company.id, telegram_id=number, username=BOT, mode=TelegramBot.Mode.POLLING
        )
        for role, (telegram_id, name) in PEOPLE.items():
            TelegramLink.objects.create(
                organisation_id=company.id,
                user_id=company.actors[role].person_id,
                telegram_id=telegram_id,
                username=name,
            )
    return True
