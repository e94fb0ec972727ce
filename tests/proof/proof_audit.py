"""Nothing forks, nothing is missing under kills; every one of 10,000 tamperings is found, by both verifiers alike.

Part 1: eight processes append to shared chains, roll back and are killed with SIGKILL at random moments; an oracle
outside the database (what each process wrote down after its commits) is compared with the chains. Part 2: chains are
tampered with on copies of the tables without triggers, 10,000 times in twelve kinds, and verified in place.
"""

from __future__ import annotations

import io
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - after django.setup()

from apps.audit import services  # noqa: E402 - as above
from apps.audit.rules.layout import framed  # noqa: E402 - as above
from apps.audit.rules.verdict import Verdict  # noqa: E402 - as above
from apps.audit.services.reading import COPY_COLUMNS, chain_rows  # noqa: E402 - as above
from apps.audit.services.root_files import trusted_keys  # noqa: E402 - as above
from apps.audit.services.verification import Tables  # noqa: E402 - as above
from apps.common.actor import Actor, ActorKind  # noqa: E402 - as above
from apps.common.roles import Role  # noqa: E402 - as above
from apps.common.scope import scope  # noqa: E402 - as above
from tests.audit.mutations import KINDS, Row, Stored  # noqa: E402 - as above
from tests.audit.scratch import copy_rows, scratch_database, use_database, values_of  # noqa: E402 - as above
from tests.audit.second import second_verifier  # noqa: E402 - as above

NEEDS_DATABASE = True
PROCESSES = 8
KILLS = 60
SECONDS = 20.0
MUTATIONS = 10_000
SECOND_EVERY = 10
ROWS_A_CHAIN = 30
VACUUM_EVERY = 100
COPIES = Tables(record="proof_record", chain="proof_chain")


class Undone(Exception):
    """Ends a transaction that is meant to be rolled back."""


def undo(wanted: bool) -> None:
    """Break off the transaction when that is wanted."""
    if wanted:
        raise Undone


def append_for_ever(database: str, notes: Path, seed: int) -> None:
    """Work of one process: append, write down what was committed and what was rolled back."""
    use_database(database)
    chance = random.Random(seed)
    with notes.open("a", encoding="ascii") as file:
        while True:
            organisation_id = chance.choice((1, 2, 3))
            role = chance.choice((Role.TECHNICIAN, Role.CLIENT_ADMIN))
            actor = Actor(
                kind=ActorKind.USER,
                label=f"p{seed}",
                id=seed,
                organisation_id=organisation_id,
                role=role,
                ip="10.1.2.3",
            )
            made: list[str] = []
            word = "committed"
            try:
                with scope(actor):
                    for number in range(chance.randint(1, 6)):
                        after = {"number": number, "phone": "+7 900 000-00-00"}
                        row = services.record(by=actor, action="a.b.c", subject=None, after=after, personal=("phone",))
                        made.append(str(row.uid))
                    undo(chance.random() < 0.3)
            except Undone:
                word = "undone"
            file.writelines(f"{word} {uid}\n" for uid in made)
            file.flush()


def start(database: str, folder: Path, seed: int) -> subprocess.Popen[bytes]:
    """Start one appending process."""
    return subprocess.Popen([sys.executable, __file__, "--append", database, str(folder / f"{seed}.txt"), str(seed)])


def kill_at_random(database: str, folder: Path) -> int:
    """Keep eight processes at work, kill one at random moments, end them all; returns how many were killed."""
    chance = random.Random(2026)
    running = [start(database, folder, seed) for seed in range(PROCESSES)]
    killed, seed = 0, PROCESSES
    try:
        while killed < KILLS:
            time.sleep(chance.uniform(0.1, 2 * SECONDS / KILLS))
            place = chance.randrange(PROCESSES)
            running[place].send_signal(signal.SIGKILL)
            running[place].wait()
            killed += 1
            running[place] = start(database, folder, seed)
            seed += 1
    finally:
        for process in running:
            process.kill()
            process.wait()
    return killed


def prove_no_gap_no_fork(database: str) -> list[str]:
    """Part 1; returns what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        killed = kill_at_random(database, Path(folder))
        notes = [line.split() for path in Path(folder).glob("*.txt") for line in path.read_text().splitlines()]
    # A killed process's connection may still be rolling back.
    wait_for_others(database)
    committed = {uid for word, uid in (note for note in notes if len(note) == 2) if word == "committed"}
    undone = {uid for word, uid in (note for note in notes if len(note) == 2) if word == "undone"}
    wrong = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT uid::text FROM audit_record")
        stored = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT chain, count(*), min(seq), max(seq) FROM audit_record GROUP BY chain")
        gaps = [row for row in cursor.fetchall() if (row[2], row[3]) != (1, row[1])]
        cursor.execute("SELECT chain, prev_hash FROM audit_record GROUP BY chain, prev_hash HAVING count(*) > 1")
        forks = cursor.fetchall()
    if committed - set(stored):
        wrong.append(f"{len(committed - set(stored))} committed records are missing")
    if undone & set(stored) or len(stored) != len(set(stored)):
        wrong.append("rolled back records are stored, or records twice")
    wrong += [f"gap in {row[0]}" for row in gaps] + [f"fork in {row[0]}" for row in forks]
    with tempfile.TemporaryDirectory() as empty:
        verdict = verify(Path(empty))
    if not verdict.holds or verdict.records != len(stored):
        wrong.append(f"the verifier says {verdict.first}, {verdict.records} of {len(stored)}")
    print(f"processes {PROCESSES}, killed {killed}, committed {len(committed)}, rolled back {len(undone)}")
    print(f"stored {len(stored)} in {verdict.chains} chains; gaps {len(gaps)}, forks {len(forks)}")
    return wrong


def wait_for_others(database: str) -> None:
    """Wait until the killed processes' sessions are gone."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'",
                [database],
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.1)


def verify(folder: Path, tables: Tables | None = None) -> Verdict:
    """The product's own verification."""
    return services.verify(by=Actor.job("proof"), folder=folder, tables=tables)


def grow(roots: Path) -> None:
    """Chains of some length in three organisations and the platform, sealed now and then and at the end."""
    for part in range(3):
        for organisation_id in (None, 11, 12, 13):
            actor = Actor.job("proof", organisation_id)
            with transaction.atomic():
                for number in range(ROWS_A_CHAIN // 3):
                    services.record(by=actor, action="a.b.c", subject=None, after={"part": part, "number": number})
        services.seal(roots)


def stored_now() -> Stored:
    """What the tables hold for the chains that `grow` made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uid, seq, hash FROM audit_chain ORDER BY uid")
        heads: dict[UUID, tuple[int, bytes]] = {row[0]: (row[1], bytes(row[2])) for row in cursor.fetchall()}
    return Stored({chain: [values_of(row) for row in chain_rows(chain)] for chain in heads}, heads)


def make_copies() -> None:
    """Tables without triggers and constraints, with the index that a chain is read by."""
    columns = ", ".join(COPY_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE proof_record AS SELECT {columns} FROM audit_record LIMIT 0")  # noqa: S608
        cursor.execute("CREATE INDEX ON proof_record (chain, seq)")
        cursor.execute("CREATE UNLOGGED TABLE proof_chain AS SELECT * FROM audit_chain LIMIT 0")


def put(stored: Stored) -> None:
    """Fill the copies."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM proof_record; DELETE FROM proof_chain")
        copy_rows(cursor, "proof_record", (packed(row) for rows in stored.rows.values() for row in rows))
        cursor.executemany(
            "INSERT INTO proof_chain (uid, seq, hash) VALUES (%s, %s, %s)",
            [(chain, seq, made) for chain, (seq, made) in stored.heads.items()],
        )


def packed(row: Row) -> bytes:
    """A row as PostgreSQL's binary COPY reads it."""
    return len(COPY_COLUMNS).to_bytes(2, "big") + b"".join(framed(row[name]) for name in COPY_COLUMNS)


def first_of_second(roots: Path) -> tuple[str, str, int] | None:
    """The first fault that the second verifier finds in an export of the copies."""
    out = io.BytesIO()
    services.export(by=Actor.job("proof"), out=out, folder=roots, tables=COPIES)
    out.seek(0)
    faults, _, _ = second_verifier().verify_export(out, list(trusted_keys()))
    return (faults[0].code, str(faults[0].chain), faults[0].seq) if faults else None


def first_of(verdict: Verdict) -> tuple[str, str, int] | None:
    """The first fault in the same form."""
    fault = verdict.first
    return None if fault is None else (fault.code, str(fault.chain), fault.seq)


def prove_all_found(roots: Path) -> tuple[int, list[str]]:
    """Part 2; returns how many tamperings were found and what is wrong."""
    grow(roots)
    original = stored_now()
    make_copies()
    put(original)
    if first_of(verify(roots, COPIES)) is not None or first_of_second(roots) is not None:
        return 0, ["the untouched copy does not hold"]
    tally = Tally()
    chance = random.Random(19)
    for number in range(MUTATIONS):
        name = list(KINDS)[number % len(KINDS)]
        spoilt = original.copy()
        while spoilt == original:
            KINDS[name](spoilt, chance.choice(list(original.rows)), chance)
        if number % VACUUM_EVERY == 0:
            # What was rolled back lies in the tables until it is swept.
            with connection.cursor() as cursor:
                cursor.execute("VACUUM proof_record, proof_chain")
        # Groups of kinds, so that every kind is compared equally often.
        examine(tally, f"{name} (number {number})", spoilt, roots, twice=(number // len(KINDS)) % SECOND_EVERY == 0)
        tally.kinds[name] += 1
    for name, count in tally.kinds.items():
        print(f"{name:<24}{count:>6}")
    print(f"named as {dict(tally.codes)}; verdicts of both verifiers compared {tally.compared} times")
    return sum(tally.codes.values()), tally.wrong


@dataclass
class Tally:
    """What part 2 has seen: tamperings by kind, faults by code, comparisons of both verifiers, what is wrong."""

    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    wrong: list[str] = field(default_factory=list)


def examine(tally: Tally, what: str, spoilt: Stored, roots: Path, *, twice: bool) -> None:
    """Verify one tampering in the tables, and `twice` by the second verifier too; nothing is kept."""
    with transaction.atomic():
        put(spoilt)
        verdict = first_of(verify(roots, COPIES))
        second = first_of_second(roots) if twice else verdict
        transaction.set_rollback(True)
    tally.compared += twice
    if verdict is None:
        tally.wrong.append(f"{what} was not found")
    else:
        tally.codes[verdict[0]] += 1
    if second != verdict:
        tally.wrong.append(f"{what}: {verdict}, but the second says {second}")


def main() -> int:
    """Run both parts and print the result."""
    if sys.argv[1:2] == ["--append"]:
        append_for_ever(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    with scratch_database("proof") as database, tempfile.TemporaryDirectory() as folder:
        wrong = prove_no_gap_no_fork(database)
        started = time.perf_counter()
        found, missed = prove_all_found(Path(folder))
        print(f"{found} of {MUTATIONS} tamperings found in {time.perf_counter() - started:.0f} s")
    wrong += missed
    for line in wrong[:20]:
        print(f"WRONG: {line}")
    holds = not wrong and found == MUTATIONS
    result = {"name": "audit", "value": found, "unit": "tamperings found", "floor": MUTATIONS}
    print(json.dumps(result | {"ratio": found / MUTATIONS, "bar": MUTATIONS, "holds": holds}))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
