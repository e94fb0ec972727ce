"""Races of places and journeys: exact results, nothing twice.

Thirty-two people place into the last kilowatts, in all and on each phase; sixteen drivers' hands take one unit; a
driver's queue is sent five times in any order over real HTTP while half of the answers are lost.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import uuid4

import django

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from django.db import connection  # noqa: E402 - as above

from apps.common.errors import DomainError  # noqa: E402 - as above
from apps.common.scope import SystemJob, scope, system_scope  # noqa: E402 - as above
from apps.inventory import services  # noqa: E402 - as above
from apps.inventory.models import UnitPlacement  # noqa: E402 - as above
from apps.inventory.selectors.loads import loads_of_sites  # noqa: E402 - as above
from apps.logistics.models import Attachment, Claim, CustodyRecord, Movement, MovementStep  # noqa: E402 - as above
from apps.logistics.services import pick_up  # noqa: E402 - as above
from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.factories import make_organisation  # noqa: E402 - as above
from tests.inventory.factories import make_node, make_shelves, make_world  # noqa: E402 - as above
from tests.logistics.factories import make_movement, make_road  # noqa: E402 - as above
from tests.proof.queue_replays import Phone, web_server  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

NEEDS_DATABASE = True
PEOPLE, HANDS, REPLAYS = 32, 16, 5
ROUNDS = 6
POWER_W = 3500
SEED = 20261127


def at_once(people: int, run: Callable[[int], str]) -> list[str]:
    """Let people do something at the same moment, each on a connection of its own; return their answers."""
    start = Barrier(people)

    def one(number: int) -> str:
        try:
            connection.ensure_connection()
            start.wait()
            return run(number)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as crowd:
        return list(crowd.map(one, range(people)))


def kilowatts(number: int) -> tuple[bool, str]:
    """Place thirty-two units at once under a limit for some of them and a half: those fit, and no other."""
    fits = 3 + number * 4
    limit_w = fits * POWER_W + POWER_W // 2
    world = make_world(make_organisation(f"power-{number}"), limit_w=limit_w, power_w=POWER_W, how_many=PEOPLE)

    def place(person: int) -> str:
        with scope(world.technician) as by:
            services.place_unit(by=by, unit=world.units[person], shelf=world.shelves[person])
        return "placed"

    answers = at_once(PEOPLE, place)
    with scope(world.admin) as by:
        load = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes[world.node.pk]
        standing = UnitPlacement.objects.filter(shelf__isnull=False, during__upper_inf=True).count()
    exact = (
        answers.count("placed") == load.unit_count == standing == fits
        and answers.count("inventory_over_limit") == PEOPLE - fits
        and load.used_w == fits * POWER_W
    )
    return exact, f"{fits} of {PEOPLE} fit"


def phases(number: int) -> tuple[bool, str]:
    """Place thirty-two units at once on A, B and C under a breaker for some of them and a half on each phase."""
    each = 1 + number
    world = make_world(make_organisation(f"phases-{number}"), limit_w=None, power_w=POWER_W, how_many=PEOPLE)
    # With 1 V a phase the amperes are the watts.
    breaker_a = each * POWER_W + POWER_W // 2
    node = make_node(world.site, limit_w=None, breaker_a=breaker_a, phase_voltage_v=1, derating_percent=100)
    shelves = make_shelves(node, f"P-{{1..{PEOPLE}}}", phase="turn")

    def place(person: int) -> str:
        with scope(world.technician) as by:
            services.place_unit(by=by, unit=world.units[person], shelf=shelves[person])
        return "placed"

    answers = at_once(PEOPLE, place)
    with scope(world.admin) as by:
        load = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes[node.pk]
    # Of thirty-two shelves in turn eleven hang on A and on B, ten on C.
    fits = [min(each, places) for places in (11, 11, 10)]
    exact = (
        answers.count("placed") == load.unit_count == sum(fits)
        and answers.count("inventory_over_phase_limit") == PEOPLE - sum(fits)
        and [leg.used_w for leg in load.leg_loads] == [one * POWER_W for one in fits]
    )
    return exact, f"{fits} of {PEOPLE} fit on A, B, C"


def hands(number: int) -> tuple[bool, str]:
    """Pick one unit up sixteen times at once: it is taken once, by one step of one movement."""
    road = make_road(make_organisation(f"hands-{number}"), how_many=1)
    movement = make_movement(road)

    def take(_hand: int) -> str:
        with scope(road.driver) as by:
            pick_up(movement, by=by, key=uuid4(), serials=road.serials)
        return "picked up"

    answers = at_once(HANDS, take)
    with system_scope(SystemJob.MAINTENANCE):
        held = UnitPlacement.objects.filter(unit=road.units[0], holder__isnull=False).count()
        links = CustodyRecord.objects.filter(unit=road.units[0], keeper_kind="person").count()
        claims = Claim.objects.filter(movement=movement).count()
        status = Movement.objects.get(pk=movement.pk).status
    exact = (held, links, claims, status) == (1, 1, 0, "picked_up") and road.states() == ["in_transit"]
    return exact, f"{answers.count('picked up')} of {HANDS} answered yes, taken {held} time"


def queue(number: int, port: int) -> tuple[bool, str]:
    """Send a driver's queue five times in any order with lost answers: each step is applied once."""
    phone = Phone.of(make_organisation(f"queue-{number}"), port, Random(SEED + number))
    phone.replay(REPLAYS)
    is_through = phone.finish()
    with system_scope(SystemJob.MAINTENANCE):
        movement = phone.movement
        steps = sorted(MovementStep.objects.filter(movement=movement).values_list("verb", flat=True))
        lines = sorted(movement.lines.values_list("state", flat=True))
        links = CustodyRecord.objects.filter(document=movement.number, organisation_id=movement.organisation_id)
        people = links.filter(keeper_kind="person").count()
        claims = Claim.objects.filter(movement=movement).count()
        kinds = sorted(Attachment.objects.filter(movement=movement).values_list("kind", flat=True))
    exact = (
        is_through
        and steps == ["hand_over", "pick_up", "pick_up"]
        and lines == ["picked_up"] * 3
        and (people, claims) == (3, 1)
        and kinds == ["photo", "signature"]
    )
    told = ", ".join(f"{count} × {answer}" for answer, count in sorted(phone.answers.items()))
    return exact, f"{told}; steps kept {len(steps)}, claims {claims}"


def main() -> int:
    """Run the rounds and print what came of them."""
    held, rounds = 0, 0
    with scratch_database("races") as database:
        call_command("migrate", verbosity=0)
        print(f"{'race':<12}{'seconds':>9}  {'result':<10} what happened")
        with web_server(database) as port:
            races: list[tuple[str, Callable[[int], tuple[bool, str]]]] = [
                ("kilowatts", kilowatts),
                ("phases", phases),
                ("pick-ups", hands),
                ("queue", lambda number: queue(number, port)),
            ]
            for name, race in races:
                for number in range(ROUNDS):
                    began = time.monotonic()
                    exact, told = race(number)
                    held, rounds = held + exact, rounds + 1
                    verdict = "exact" if exact else "NOT EXACT"
                    print(f"{name:<12}{time.monotonic() - began:>9.2f}  {verdict:<10} {told}", flush=True)
    result = {
        "name": "races",
        "value": held,
        "unit": "rounds with the exact result: last kilowatts, phases, pick-ups of one unit, a queue sent again",
        "floor": rounds,
        "ratio": held / rounds,
        "bar": f"{rounds} of {rounds}",
        "holds": held == rounds,
    }
    print(json.dumps(result))
    return 0 if held == rounds else 1


if __name__ == "__main__":
    sys.exit(main())
