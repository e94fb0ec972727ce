"""Proof: 300 random kill -9 of agent and server lose nothing and double nothing.

Options: --kills N, --seed N. The last line is one JSON object.
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

from tests.proof.agent_kills import SmallServer, run  # noqa: E402 -- the repository must be importable first


def main() -> int:
    """Run the proof; return 0 when its bar is held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="neurohost-proof-") as name:
        folder = Path(name)
        began = time.monotonic()
        verdict = run(SmallServer(folder), folder, kills=options.kills, chance=random.Random(options.seed))
        took = time.monotonic() - began
    rows = {
        "seed": options.seed,
        "kills of the agent": verdict.killed["agent"],
        "kills of the server": verdict.killed["server"],
        "readings the queue confirmed": verdict.committed,
        "readings the server stored": verdict.stored,
        "lost": verdict.missing,
        "doubled": verdict.doubled,
        "never made": verdict.invented,
        "holes in the numbers": verdict.holes,
        "seconds": round(took, 1),
    }
    for label, value in rows.items():
        print(f"{label:32} {value}")
    wrong = verdict.missing + verdict.doubled + verdict.invented + verdict.holes + verdict.reported_lost
    result = {
        "name": "agent_queue",
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
