"""Thirty-two people place into the last kilowatts, again and again: the limit is met exactly, never exceeded."""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from django.db import connection  # noqa: E402 - as above

from apps.common.errors import DomainError  # noqa: E402 - as above
from apps.common.scope import scope  # noqa: E402 - as above
from apps.inventory import services  # noqa: E402 - as above
from apps.inventory.models import UnitPlacement  # noqa: E402 - as above
from apps.inventory.selectors.loads import loads_of_sites  # noqa: E402 - as above
from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.factories import make_organisation  # noqa: E402 - as above
from tests.inventory.factories import make_world  # noqa: E402 - as above

if TYPE_CHECKING:
    from apps.inventory.models import Shelf, Unit
    from tests.inventory.factories import World

NEEDS_DATABASE = True
PEOPLE = 32
ROUNDS = 6
POWER_W = 3500


def race(world: World) -> list[str]:
    """Let every unit be placed at once, each on a connection of its own; return the answers."""
    start = Barrier(PEOPLE)

    def one(pair: tuple[Unit, Shelf]) -> str:
        try:
            connection.ensure_connection()
            start.wait()
            with scope(world.technician) as by:
                services.place_unit(by=by, unit=pair[0], shelf=pair[1])
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(one, zip(world.units, world.shelves, strict=True)))


def round_holds(number: int) -> tuple[bool, int, float]:
    """Run one round under a limit for `fits` units and a half; return whether it holds, how many fit, seconds."""
    fits = 3 + number * 4
    world = make_world(
        make_organisation(f"proof-{number}"), limit_w=fits * POWER_W + POWER_W // 2, power_w=POWER_W, how_many=PEOPLE
    )
    began = time.monotonic()
    answers = race(world)
    seconds = time.monotonic() - began
    with scope(world.admin) as by:
        load = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes[world.node.pk]
        standing = UnitPlacement.objects.filter(shelf__isnull=False, during__upper_inf=True).count()
    exact = (
        answers.count("placed") == load.unit_count == standing == fits
        and answers.count("inventory_over_limit") == PEOPLE - fits
        and load.used_w == fits * POWER_W
    )
    return exact, fits, seconds


def main() -> int:
    """Run the rounds and print what came of them."""
    with scratch_database("places"):
        call_command("migrate", verbosity=0)
        print(f"{'round':>6}{'people':>8}{'fit':>6}{'seconds':>9}  result")
        held = 0
        for number in range(ROUNDS):
            exact, fits, seconds = round_holds(number)
            held += exact
            print(f"{number + 1:>6}{PEOPLE:>8}{fits:>6}{seconds:>9.2f}  {'exact' if exact else 'NOT EXACT'}")
    result = {
        "name": "places-races",
        "value": held,
        "unit": "rounds with the limit met exactly",
        "floor": ROUNDS,
        "ratio": held / ROUNDS,
        "bar": f"{ROUNDS} of {ROUNDS}",
        "holds": held == ROUNDS,
    }
    print(json.dumps(result))
    return 0 if held == ROUNDS else 1


if __name__ == "__main__":
    sys.exit(main())
