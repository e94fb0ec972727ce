"""A short cut of the proof: faults of the network and random edits of both sides lose nothing and echo nothing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from apps.common.scope import SystemJob, system_scope
from apps.crm.models import BitrixTask, Client, Contact
from apps.crm.selectors import bitrix as selectors
from apps.crm.services import bitrix
from local_servers.bitrix24.store import COMPANY, CONTACT
from tests.proof.bitrix_world import World

if TYPE_CHECKING:
    from tests.crm.bitrix import Exchange


def settle(exchange: Exchange, world: World) -> None:
    """Let everything go well until nothing is left to do."""
    exchange.portal.faults.none()
    exchange.turn()
    exchange.start()
    with system_scope(SystemJob.MAINTENANCE):
        conflicts = list(selectors.open_conflicts(exchange.by))
        for conflict in conflicts:
            bitrix.decide_conflict(conflict, by=exchange.by, choice="theirs")
    exchange.turn()


def test_under_faults_and_edits_both_sides_end_equal_with_nothing_lost_and_no_echo(exchange: Exchange) -> None:
    world = World(exchange, random.Random(7))
    world.fill(companies=20, contacts=60)
    faults = exchange.portal.faults
    faults.drop_before = faults.drop_after = faults.broken = 0.15
    exchange.start()
    for _number in range(10):
        exchange.turn()
    for _number in range(5):
        for _edit in range(10):
            world.edit()
        exchange.poll()
    exchange.portal.faults.none()
    exchange.turn()
    exchange.start()
    lost = world.faults()[1]
    settle(exchange, world)
    differing = world.faults()[0]
    assert (differing, lost) == ([], [])
    store = exchange.portal.store
    with system_scope(SystemJob.MAINTENANCE):
        assert (Client.objects.count(), Contact.objects.count()) == (22, 64)
        assert BitrixTask.objects.count() == 0
    assert (len(store.items[COMPANY]), len(store.items[CONTACT])) == (22, 64)
    writes = exchange.portal.writes
    exchange.poll()
    exchange.start()
    assert exchange.portal.writes == writes
