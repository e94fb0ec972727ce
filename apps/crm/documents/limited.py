"""Gives up memory and time, then becomes another program: `python limited.py MEMORY_BYTES CPU_SECONDS PROGRAM …`."""

from __future__ import annotations

import os
import resource
import sys


def main(arguments: list[str]) -> None:
    """Set the limits and replace this process."""
    memory, seconds = int(arguments[0]), int(arguments[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execvp(arguments[2], arguments[2:])  # noqa: S606 - our own words, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
