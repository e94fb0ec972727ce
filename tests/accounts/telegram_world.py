"""A bot on this machine that an organisation is connected with, and people who are linked or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from apps.accounts import notifications
from apps.accounts.models import OrganisationSettings, TelegramBot, TelegramLink, User
from apps.accounts.selectors.telegram import connected
from apps.accounts.services import notify
from apps.accounts.services.telegram import poll
from apps.common import outbox
from apps.common.models import OutboxMessage
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from local_servers.telegram import Bot, Person, Telegram
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.accounts.selectors.telegram import Connected

TOKEN = "7200000001:test-telegram-token-0123456789abcdef"
SITE = "https://nh.example"
KIND = "tests.telegram.news"
URGENT = "tests.telegram.urgent"


def kinds() -> None:
    """Register two kinds: one that waits in quiet hours, one that does not."""
    known = {kind.key for kind in notifications.kinds()}
    for key, urgent in ((KIND, False), (URGENT, True)):
        if key not in known:
            sentence = gettext_lazy("Act %(number)s arrived")
            notifications.register_kind(key, sentence, ("in_app", "telegram"), urgent=urgent)


@dataclass
class World:
    """The organisation with its bot, and the server that the bot lives on."""

    organisation: Organisation
    telegram: Telegram
    people: dict[int, Person] = field(default_factory=dict)

    @property
    def found(self) -> Connected:
        """The connected bot as it is now."""
        with system_scope(SystemJob.TELEGRAM):
            found = connected(organisation_id=self.organisation.pk)
        assert found is not None
        return found

    def person(self, number: int = 301, language: str = "en") -> Person:
        """Return somebody who has begun the chat."""
        if number not in self.people:
            self.people[number] = self.telegram.know(Person(number, f"Person {number}", f"p{number}", language))
        return self.people[number]

    def linked(self, role: Role = Role.WAREHOUSE, number: int = 301, **values: Any) -> tuple[User, Person]:
        """Return a person of ours with the linked person of Telegram."""
        user, person = make_user(self.organisation, role, **values), self.person(number)
        with system_scope(SystemJob.MAINTENANCE):
            TelegramLink.objects.create(organisation=self.organisation, user=user, telegram_id=person.id, username="@p")
        return user, person

    def tell(self, *users: User, kind: str = KIND, number: str = "АП-7", url: str = "/notifications/") -> None:
        """Tell people something."""
        teller = actor_for(make_user(self.organisation, Role.ADMIN))
        with scope(teller):
            notify(
                organisation_id=self.organisation.pk,
                user_ids=[user.pk for user in users],
                kind=kind,
                params={"number": number},
                url=url,
                by=teller,
            )

    def hear(self) -> int:
        """Let our side ask for updates once."""
        return poll(self.found, 0)

    def say(self, person: Person, text: str) -> list[str]:
        """Let a person write; returns what the bot answered."""
        before = len(self.telegram.said_to(person))
        self.telegram.write(person, text)
        self.hear()
        self.settle()
        return self.telegram.said_to(person)[before:]

    def press(self, person: Person, data: str) -> None:
        """Let a person press a button."""
        self.telegram.press(person, data)
        self.hear()
        self.settle()

    def settle(self) -> None:
        """Let everything leave that waits only for the limits."""
        for _ in range(40):
            with system_scope(SystemJob.MAINTENANCE):
                waiting = OutboxMessage.objects.filter(state="waiting", attempts=0)
                if not waiting.exists():
                    return
            outbox.deliver()


def connect(organisation: Organisation, telegram: Telegram, mode: str = TelegramBot.Mode.POLLING) -> World:
    """Give an organisation the bot without asking Telegram."""
    with system_scope(SystemJob.MAINTENANCE):
        row = OrganisationSettings.objects.get(organisation=organisation)
        row.telegram_token = TOKEN
        row.save()
        TelegramBot.objects.create(
            organisation=organisation, telegram_id=7200000001, username="test_bot", mode=mode, secret="s3cret"
        )
    return World(organisation, telegram)


def outbox_rows() -> list[OutboxMessage]:
    """Return every message, oldest first."""
    with system_scope(SystemJob.MAINTENANCE):
        return list(OutboxMessage.objects.order_by("pk"))


def server() -> Telegram:
    """Return a server with the bot; limits of a chat are short, so that tests do not wait."""
    telegram = Telegram([Bot(TOKEN, "test_bot")])
    telegram.limits.chat_span_s = 0.01
    return telegram
