"""The delivered models, read from `data/models.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "models.csv"


def delivered_models() -> Iterator[dict[str, Any]]:
    """Yield the values of each delivered model, ready for the directory; empty figures are unknown (None)."""
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                "kind": row["kind"],
                "manufacturer": row["manufacturer"],
                "model": row["model"],
                "algorithm": row["algorithm"],
                "hashrate_value": Decimal(row["hashrate"]) if row["hashrate"] else None,
                "hashrate_unit": row["unit"],
                "power_w": int(row["power_w"]),
                "three_phase": row["three_phase"] == "yes",
                "cooling": row["cooling"],
                "board_count": _count(row["boards"]),
                "chips_per_board": _count(row["chips_per_board"]),
                "fan_count": _count(row["fans"]),
                "height_units": _count(row["height_u"]),
            }


def _count(text: str) -> int | None:
    """Return a whole number, None when unknown."""
    return int(text) if text else None
