"""The demonstration links two people and lets something happen that rings on their telephones."""
# ruff: noqa: F811 - pytest gives fixtures by the names they are imported under

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts import demo_telegram as links
from apps.accounts.models import TelegramBot, TelegramLink
from apps.common import outbox
from apps.common.demo import DemoContext, DemoOrganisation
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.inventory.models import EquipmentModel
from apps.logistics import demo_telegram
from local_servers.telegram import Person
from tests.accounts.conftest import telegram  # noqa: F401 - a fixture
from tests.accounts.telegram_world import TOKEN
from tests.logistics.factories import make_road

if TYPE_CHECKING:
    from pytest_django import Settings

    from apps.accounts.models import Organisation
    from local_servers.telegram import Telegram


def test_two_telephones_ring(organisation: Organisation, telegram: Telegram, settings: Settings) -> None:
    settings.TELEGRAM_DEMO_TOKEN = TOKEN
    road = make_road(organisation)
    with system_scope(SystemJob.MAINTENANCE):
        EquipmentModel.objects.filter(pk=road.world.model.pk).update(name="Bitmain S21 195 TH/s")
    people = {Role.MANAGER: road.manager, Role.DRIVER: road.driver, Role.WAREHOUSE: road.keeper}
    for number, name in links.PEOPLE.values():
        telegram.know(Person(number, name))
    company = DemoOrganisation(organisation.pk, organisation.slug, is_main=True, actors=people)
    demo_telegram.load(DemoContext([company]))
    outbox.deliver()
    assert [len(telegram.said_to(person)) for person in telegram.people] == [1, 1]
    with system_scope(SystemJob.MAINTENANCE):
        assert (TelegramBot.objects.get().mode, TelegramLink.objects.count()) == ("polling", 2)


def test_without_the_local_server_nothing_is_linked(organisation: Organisation) -> None:
    company = DemoOrganisation(organisation.pk, organisation.slug, is_main=True, actors={})
    demo_telegram.load(DemoContext([company]))
    with system_scope(SystemJob.MAINTENANCE):
        assert TelegramLink.objects.count() == 0
