"""Proof: 300 random kill -9 of the agent and of the real web server lose nothing and double nothing.

The agent's queue and uploader deliver to gunicorn and PostgreSQL; killed are the agent, one worker, all workers or the
master. Options: --kills N, --seed N. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "agent")]

from tests.proof.agent_kills import Verdict, run  # noqa: E402 -- the repository must be importable first
from tests.proof.ingest_server import RealServer, ingest_database  # noqa: E402 -- as above

NEEDS_DATABASE = True


def prove(kills: int, seed: int) -> tuple[Verdict, dict[str, int]]:
    """Do the kills on a database of its own; return the verdict and what of the server was killed."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="neurohost-proof-") as name, ingest_database("kills") as database:
        server = RealServer(database, Path(name), chance)
        try:
            verdict = run(server, Path(name), kills=kills, chance=chance)
        finally:
            server.close()
        return verdict, {which: count for which, count in server.kills.items() if count}


def main() -> int:
    """Run the proof; return 0 when its bar is held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    options = parser.parse_args()
    began = time.monotonic()
    verdict, of_server = prove(options.kills, options.seed)
    rows = {
        "seed": options.seed,
        "kills of the agent": verdict.killed["agent"],
        "kills of the server": verdict.killed["server"],
        "of these": ", ".join(f"{which} {count}" for which, count in sorted(of_server.items())),
        "readings the queue confirmed": verdict.committed,
        "readings the server stored": verdict.stored,
        "lost": verdict.missing,
        "doubled": verdict.doubled,
        "never made": verdict.invented,
        "holes in the numbers": verdict.holes,
        "reported as gaps": verdict.reported_lost,
        "seconds": round(time.monotonic() - began, 1),
    }
    for label, value in rows.items():
        print(f"{label:32} {value}")
    wrong = verdict.missing + verdict.doubled + verdict.invented + verdict.holes + verdict.reported_lost
    result = {
        "name": "ingest_kills",
        "value": wrong,
        "unit": f"readings lost or doubled in {verdict.kills} kills",
        "floor": 0,
        "ratio": 0.0 if wrong == 0 else 1.0,
        "bar": "0 lost, 0 doubled",
        "holds": verdict.holds and verdict.kills >= options.kills,
    }
    print(json.dumps(result))
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
