"""Where everything lies: the project folder and what is made below var/."""

import os
from dataclasses import dataclass
from pathlib import Path

from launcher.failure import Failure


@dataclass(frozen=True)
class Layout:
    """Paths of one clone; nothing outside `root` is ever written (except as `cluster` says aloud).

    A `room` is a second installation in the same clone with data of its own (browser tests); it
    shares the virtual environment, the downloads and the front-end packages.
    """

    root: Path
    room: str = ""

    @property
    def shared(self) -> Path:
        """What every room of the clone shares."""
        return self.root / "var"

    @property
    def var(self) -> Path:
        """Everything made at run time."""
        return self.shared / self.room if self.room else self.shared

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.shared / "venv"

    @property
    def python(self) -> Path:
        """The interpreter that runs Django, the agent and the tools."""
        return self.venv / "bin" / "python"

    @property
    def run(self) -> Path:
        """Pid files, ports and locks of the running system."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        """One log file per program."""
        return self.var / "log"

    @property
    def cache(self) -> Path:
        """Downloads of pip and npm, caches of linters."""
        return self.shared / "cache"

    @property
    def vendor(self) -> Path:
        """Front-end packages as they are served."""
        return self.root / "static" / "vendor"

    def prepare(self) -> None:
        """Make the folders of var/; refuse a folder that cannot be written."""
        for folder in (self.shared, self.var, self.run, self.log, self.cache):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise read_only(folder, error) from error
        if not os.access(self.var, os.W_OK):
            raise read_only(self.var, None)
        probe = self.run / f".probe-{os.getpid()}"
        try:
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise read_only(self.run, error) from error


def read_only(folder: Path, error: OSError | None) -> Failure:
    """Give the refusal for a folder that cannot be written."""
    reason = f" ({error.strerror})" if error is not None and error.strerror else ""
    return Failure(
        f"The folder {folder} cannot be written{reason}.",
        "Make it yours (chown) or clone the project into a folder of your own.",
    )


def here() -> Layout:
    """Return the layout of the clone that this file lies in."""
    return Layout(Path(__file__).resolve().parents[2])
