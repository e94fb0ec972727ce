"""Set-up steps that are done again only when their inputs have changed."""

import json
from collections.abc import Callable
from pathlib import Path

from launcher.console import Progress
from launcher.files import write_whole


class Steps:
    """Markers in one folder, each written after its step has succeeded.

    A step that was interrupted has no marker, so the next start does it again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def done(self, name: str, inputs: str) -> bool:
        """Tell whether the step succeeded with exactly these inputs."""
        marker = self._marker(name)
        if not marker.exists():
            return False
        try:
            kept = json.loads(marker.read_text(encoding="utf-8"))
        except (ValueError, UnicodeDecodeError):
            return False
        return isinstance(kept, dict) and kept.get("inputs") == inputs

    def do(self, name: str, inputs: str, title: str, work: Callable[[Progress], None]) -> bool:
        """Do the step if it is due; return whether it was."""
        if self.done(name, inputs):
            return False
        self.forget(name)
        with Progress(title) as progress:
            work(progress)
        write_whole(self._marker(name), json.dumps({"step": name, "inputs": inputs}) + "\n")
        return True

    def forget(self, name: str) -> None:
        """Make the step due."""
        self._marker(name).unlink(missing_ok=True)

    def _marker(self, name: str) -> Path:
        return self._folder / f"{name}.json"
