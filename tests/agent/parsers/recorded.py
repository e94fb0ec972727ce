"""Recorded replies of real machines, where the folder of facts is present."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def recorded(facts_dir: Path, name: str) -> dict[str, Any]:
    """Return one file of recorded replies."""
    content: dict[str, Any] = json.loads((facts_dir / "miner_payloads" / f"{name}.json").read_text())
    return content
