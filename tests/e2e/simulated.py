"""The switches of the simulated site, as its control API gives them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True)
class SimulatedSite:
    """The running simulated site: its machines and their power."""

    url: str
    token: str

    @classmethod
    def of_environment(cls) -> SimulatedSite:
        """Return the site of the system under test."""
        described = json.loads((Path(os.environ["NEUROHOST_VAR"]) / "simulator" / "site.json").read_text())
        control = described["control"]
        return cls(f"http://{control['host']}:{control['port']}", os.environ["NEUROHOST_SIMULATOR_TOKEN"])

    def machines(self) -> list[dict[str, Any]]:
        """Return every machine as it stands now."""
        found = httpx.get(f"{self.url}/machines", timeout=10).raise_for_status().json()
        return list(found["machines"] if isinstance(found, dict) else found)

    def power(self, ip: str, *, on: bool) -> None:
        """Plug a machine in or out."""
        key = {"Authorization": f"Bearer {self.token}"}
        httpx.post(f"{self.url}/machines/{ip}/power", json={"on": on}, headers=key, timeout=10).raise_for_status()
