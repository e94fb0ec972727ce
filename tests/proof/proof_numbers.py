"""No gap, no duplicate: eight processes register 500 contracts each with random rollbacks.

An oracle outside the database (what each process wrote down after its commits) is compared with the numbers that are
there: every committed number is there once, they run from 1 without a gap, and nothing that was rolled back is kept.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()

from apps.accounts.models import LegalEntity, Organisation, OrganisationSettings  # noqa: E402 - as above
from apps.common.actor import Actor  # noqa: E402 - as above
from apps.common.scope import SystemJob, scope, system_scope  # noqa: E402 - as above
from apps.crm import services  # noqa: E402 - as above
from apps.crm.models import Client, Contract  # noqa: E402 - as above
from tests.audit.scratch import scratch_database, use_database  # noqa: E402 - as above
from tests.crm.factories import make_client  # noqa: E402 - as above

NEEDS_DATABASE = True
PROCESSES = 8
CONTRACTS_EACH = 500
CLIENTS = 40
UNDONE_SHARE = 0.25
DAY = date(2026, 3, 20)


class Undone(Exception):
    """Ends a transaction that is meant to be rolled back."""


def undo(wanted: bool) -> None:
    """Break off the transaction when that is wanted."""
    if wanted:
        raise Undone


def register_many(database: str, notes: Path, seed: int, count: int) -> None:
    """Work of one process: register until `count` are committed; write down each number after its commit."""
    use_database(database)
    chance = random.Random(seed)
    with system_scope(SystemJob.MAINTENANCE):
        clients = list(Client.objects.all())
    by = Actor.job(f"p{seed}", clients[0].organisation_id)
    done = 0
    with notes.open("a", encoding="utf-8") as file:
        while done < count:
            try:
                with scope(by):
                    client = chance.choice(clients)
                    draft = services.create_contract(by=by, client=client, tariff_rate="5.1", signed_on=DAY)
                    contract = services.register_contract(draft, by=by, version=1)
                    undo(chance.random() < UNDONE_SHARE)
            except Undone:
                file.write("undone\n")
                continue
            done += 1
            file.write(f"{contract.number}\n")
            file.flush()


def prepare() -> None:
    """Make the company and the clients whose contracts are numbered one after another."""
    with system_scope(SystemJob.MAINTENANCE):
        organisation = Organisation.objects.create(name="Proof", slug="proof")
        LegalEntity.objects.create(
            organisation=organisation, name="Proof", short_name="Proof", inn="7701000019", kpp="770101001",
            ogrn="1257700000128", legal_address="Москва", signatory_post="Директор", signatory_name="Иванов",
            is_main=True,
        )  # fmt: skip
        OrganisationSettings.objects.create(organisation=organisation)
    for number in range(CLIENTS):
        make_client(organisation, name=f"ООО «Проба {number}»")


def run(database: str, folder: Path, count: int) -> tuple[list[str], int]:
    """Run the processes to their end; return the numbers they committed and how often they rolled back."""
    running = [
        subprocess.Popen(
            [sys.executable, __file__, "--register", database, str(folder / f"{seed}.txt"), str(seed), str(count)]
        )
        for seed in range(PROCESSES)
    ]
    codes = [process.wait() for process in running]
    if any(codes):
        raise SystemExit(f"a process failed: {codes}")
    lines = [line for file in sorted(folder.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line != "undone"], lines.count("undone")


def faults(noted: list[str]) -> list[str]:
    """Return what is wrong with the numbers in the database."""
    with system_scope(SystemJob.MAINTENANCE):
        kept = list(Contract.objects.values_list("number", "ordinal"))
    found = []
    if len({number for number, _ in kept}) != len(kept):
        found.append(f"duplicates: {[n for n, times in Counter(number for number, _ in kept).items() if times > 1]}")
    if sorted(ordinal or 0 for _, ordinal in kept) != list(range(1, len(kept) + 1)):
        found.append("the ordinals have a gap")
    if sorted(noted) != sorted(str(number) for number, _ in kept):
        found.append("what was noted after the commits is not what is kept")
    return found


def main() -> int:
    """Prove, print a table and the result."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CONTRACTS_EACH
    with scratch_database("numbers") as database, tempfile.TemporaryDirectory() as folder:
        call_command("migrate", verbosity=0)
        prepare()
        started = time.monotonic()
        noted, undone = run(database, Path(folder), count)
        seconds = time.monotonic() - started
        wrong = faults(noted)
    print(f"{'processes':<28}{PROCESSES:>10}")
    print(f"{'contracts registered':<28}{len(noted):>10}")
    print(f"{'transactions rolled back':<28}{undone:>10}")
    print(f"{'registrations a second':<28}{len(noted) / seconds:>10.0f}")
    for fault in wrong:
        print(f"WRONG: {fault}")
    holds = not wrong and len(noted) == PROCESSES * count
    result = {
        "name": "numbers", "value": len(wrong), "unit": "gaps and duplicates", "floor": 0, "ratio": None, "bar": 0,
        "holds": holds,
    }  # fmt: skip
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--register"]:
        register_many(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    else:
        sys.exit(main())
