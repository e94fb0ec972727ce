"""Proof: workers killed with -9, a breaking network and edits on both sides lose nothing, echo nothing, keep the limit.

A portal of Bitrix24 on loopback with 2,000 companies and 5,000 contacts; two workers in processes of their own. The
portal's clock and the workers' bucket both run faster by --scale: real time would only be longer, the counts are the
same. Options: --companies --contacts --edits --kills --scale --seed. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "bin")]

import django  # noqa: E402 - the repository must be importable first

django.setup()

from django.conf import settings  # noqa: E402 - after django.setup()
from django.core.management import call_command  # noqa: E402 - as above
from django.db.models import F, Sum  # noqa: E402 - as above

from apps.common.scope import SystemJob, system_scope  # noqa: E402 - as above
from apps.crm.models import BitrixConnection, BitrixTask, Client, Contact  # noqa: E402 - as above
from apps.crm.selectors import bitrix as selectors  # noqa: E402 - as above
from apps.crm.services import bitrix  # noqa: E402 - as above
from local_servers.bitrix24 import Bitrix24, Limits, Store  # noqa: E402 - as above
from local_servers.bitrix24.store import presets  # noqa: E402 - as above
from local_servers.serving import serving  # noqa: E402 - as above
from tests.audit.scratch import scratch_database, use_database  # noqa: E402 - as above
from tests.crm.bitrix import Exchange  # noqa: E402 - as above
from tests.factories import make_organisation  # noqa: E402 - as above
from tests.proof.bitrix_world import World  # noqa: E402 - as above

NEEDS_DATABASE = True
WORKERS = 2
TURN_S = 10.0
PATIENCE_S = 1800


def work_for_ever(database: str, organisation_id: int, scale: float) -> None:
    """Work of one process: take turns until killed."""
    use_database(database)
    settings.BITRIX_CLOCK_SCALE, settings.BITRIX_PLAIN_HTTP = scale, True
    while True:
        bitrix.work(organisation_id, TURN_S)
        time.sleep(0.2)


@dataclass
class Workers:
    """The processes that exchange; any of them may be killed and is replaced."""

    database: str
    organisation_id: int
    scale: float
    chance: random.Random
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0

    def start(self) -> None:
        """Start what is missing."""
        while len(self.running) < WORKERS:
            command = [sys.executable, __file__, "--work", self.database, str(self.organisation_id), str(self.scale)]
            self.running.append(subprocess.Popen(command))

    def kill_one(self) -> None:
        """Kill one with -9 and start another."""
        victim = self.running.pop(self.chance.randrange(len(self.running)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.kills += 1
        self.start()

    def stop(self) -> None:
        """End all."""
        for process in self.running:
            process.kill()
            process.wait()
        self.running.clear()


@dataclass
class Proof:
    """One run of the proof."""

    exchange: Exchange
    world: World
    workers: Workers

    def state(self) -> selectors.State:
        """Return how the exchange stands."""
        with system_scope(SystemJob.MAINTENANCE):
            return selectors.state(self.exchange.by)

    def hurry(self, *, poll: bool = False) -> None:
        """Let nobody wait for the clock."""
        with system_scope(SystemJob.MAINTENANCE):
            rows = BitrixConnection.objects.filter(organisation=self.exchange.organisation)
            rows.update(wait_until=None)
            if poll:
                rows.update(polled_at=F("polled_at") - timedelta(minutes=10))

    def compare(self) -> None:
        """Ask for a comparison of everything and wait for its end."""
        with system_scope(SystemJob.MAINTENANCE):
            bitrix.start_exchange(by=self.exchange.by)
        self.wait(lambda: self.state().progress.run.state != "running")  # type: ignore[union-attr]  # just begun

    def wait(self, is_over: Callable[[], bool], *, killing: int = 0) -> None:
        """Wait until `is_over()`, killing workers as often meanwhile."""
        until = time.monotonic() + PATIENCE_S
        next_kill = time.monotonic() + self.workers.chance.uniform(2, 6)
        while not is_over():
            if time.monotonic() > until:
                raise SystemExit("the exchange does not come to its end")
            if self.workers.kills < killing and time.monotonic() > next_kill:
                self.workers.kill_one()
                next_kill = time.monotonic() + self.workers.chance.uniform(2, 6)
            self.hurry()
            time.sleep(0.3)

    def break_things(self) -> None:
        """Let the network break from now on."""
        faults = self.exchange.portal.faults
        faults.drop_before, faults.drop_after, faults.broken, faults.slow = 0.02, 0.03, 0.02, 0.05

    def fingerprint(self) -> tuple[int, int]:
        """Return how often each side was written: the portal's commands, and the sum of our versions."""
        with system_scope(SystemJob.MAINTENANCE):
            clients, contacts = (
                rows.aggregate(all=Sum("version"))["all"] for rows in (Client.objects, Contact.objects)
            )
        return self.exchange.portal.writes, (clients or 0) + (contacts or 0)


def prove(proof: Proof, edits: int, kills: int) -> dict[str, object]:
    """Exchange, edit, break and kill, settle; return the figures."""
    figures: dict[str, object] = {}
    started = time.monotonic()
    proof.workers.start()
    proof.break_things()
    with system_scope(SystemJob.MAINTENANCE):
        bitrix.start_exchange(by=proof.exchange.by)
    proof.wait(lambda: proof.state().progress.run.state != "running", killing=kills // 2)  # type: ignore[union-attr]
    figures["first exchange, s"] = round(time.monotonic() - started, 1)
    figures["linked"] = proof.state().linked
    print(f"first exchange: {figures['first exchange, s']} s, {figures['linked']}", flush=True)
    _edit(proof, edits, kills)
    proof.exchange.portal.faults.none()
    proof.wait(lambda: proof.state().waiting == 0)
    proof.compare()
    figures["lost"] = proof.world.faults()[1]
    figures["conflicts"] = proof.state().conflicts
    with system_scope(SystemJob.MAINTENANCE):
        for conflict in list(selectors.open_conflicts(proof.exchange.by)):
            bitrix.decide_conflict(conflict, by=proof.exchange.by, choice="theirs")
    proof.wait(lambda: proof.state().waiting == 0)
    proof.compare()
    before = proof.fingerprint()
    proof.compare()
    proof.compare()
    figures["echo"] = sum(after - one for after, one in zip(proof.fingerprint(), before, strict=True))
    figures["differing"] = proof.world.faults()[0]
    figures["refused records"] = proof.state().refused
    figures["whole, s"] = round(time.monotonic() - started, 1)
    return figures


def _edit(proof: Proof, edits: int, kills: int) -> None:
    """Edit both sides at random while workers exchange and are killed."""
    for number in range(edits):
        proof.world.edit()
        if number % 25 == 0:
            proof.hurry(poll=True)
            time.sleep(proof.workers.chance.uniform(0.0, 0.6))
        if number % max(1, edits // max(1, kills // 2)) == 0 and proof.workers.kills < kills:
            proof.workers.kill_one()
    while proof.workers.kills < kills:
        proof.hurry(poll=True)
        time.sleep(proof.workers.chance.uniform(0.5, 2))
        proof.workers.kill_one()


def main() -> int:
    """Prove, print a table and the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("companies", 2000), ("contacts", 5000), ("edits", 1500), ("kills", 30)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--scale", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    settings.BITRIX_PLAIN_HTTP, settings.BITRIX_CLOCK_SCALE = True, options.scale
    portal = Bitrix24(store=Store(presets=presets(first=11, step=1)), limits=Limits(scale=options.scale))
    with scratch_database("bitrix") as database, serving(portal) as url:
        call_command("migrate", verbosity=0)
        exchange = Exchange(make_organisation("proof"), portal, url)
        exchange.connect()
        world = World(exchange, chance)
        world.fill(options.companies, options.contacts)
        workers = Workers(database, exchange.organisation.pk, options.scale, chance)
        try:
            figures = prove(Proof(exchange, world, workers), options.edits, options.kills)
        finally:
            workers.stop()
        with system_scope(SystemJob.MAINTENANCE):
            figures["left in the queue"] = BitrixTask.objects.count()
    return report(options, portal, workers, figures)


def report(options: argparse.Namespace, portal: Bitrix24, workers: Workers, figures: dict[str, object]) -> int:
    """Print the table and the result; return 0 when the bar is held."""
    limits = portal.limits
    lost, differing = list(figures.pop("lost")), list(figures.pop("differing"))  # type: ignore[call-overload]
    rows = {
        "seed": options.seed,
        "clock runs faster by": options.scale,
        "companies, contacts there": f"{options.companies}, {options.contacts}",
        "edits of both sides": options.edits,
        "workers killed with -9": workers.kills,
        "requests": limits.requests,
        "fullest bucket": f"{limits.highest:.0f} of {limits.size}",
        "requests over the limit": limits.refused,
        **figures,
        "edits lost": len(lost),
        "fields that differ": len(differing),
    }
    for label, value in rows.items():
        print(f"{label:32} {value}")
    for wrong in (*lost[:10], *differing[:10]):
        print(f"WRONG: {wrong}")
    faults = (
        len(lost) + len(differing) + int(str(figures["echo"])) + limits.refused + int(str(figures["left in the queue"]))
    )
    holds = faults == 0 and workers.kills >= options.kills
    result = {
        "name": "bitrix", "value": faults, "unit": "edits lost, fields unequal, echo writes, requests over the limit",
        "floor": 0, "ratio": None, "bar": 0, "holds": holds,
    }  # fmt: skip
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work_for_ever(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
    else:
        sys.exit(main())
