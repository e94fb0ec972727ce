"""Progress for a person, with and without a terminal."""

import contextlib
import os
import sys
import time
from types import TracebackType
from typing import Self, TextIO

_HEARTBEAT_SECONDS = 15.0


def say(text: str) -> None:
    """Print one line at once."""
    _print(text, sys.stdout)


def warn(text: str) -> None:
    """Print one line to the error stream at once."""
    _print(text, sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    # The terminal may have been closed: ending the programs matters more than telling so.
    with contextlib.suppress(OSError):
        print(text, file=stream, flush=True)


def is_terminal() -> bool:
    """Tell whether lines may be redrawn."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in {"", "dumb"}


class Progress:
    """One step of work: a line that ends in how long it took.

    On a terminal the line is redrawn by `beat`; elsewhere a line is printed every 15 s, so that
    a log shows life without being flooded.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._began = time.monotonic()
        self._spoken = self._began
        self._live = is_terminal()

    def __enter__(self) -> Self:
        if self._live:
            self._draw(f"  … {self._title}")
        else:
            say(f"  … {self._title}")
        return self

    def beat(self) -> None:
        """Show that work goes on."""
        now = time.monotonic()
        seconds = int(now - self._began)
        if self._live:
            self._draw(f"  … {self._title} ({seconds} s)")
        elif now - self._spoken >= _HEARTBEAT_SECONDS:
            self._spoken = now
            say(f"  … {self._title}: {seconds} s")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.monotonic() - self._began
        mark = "✓" if kind is None else "✗"
        start = "\r\033[K" if self._live else ""
        say(f"{start}  {mark} {self._title} ({seconds:.1f} s)")

    def _draw(self, text: str) -> None:
        with contextlib.suppress(OSError):
            print(f"\r\033[K{text}", end="", flush=True)
