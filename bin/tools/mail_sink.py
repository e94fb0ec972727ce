"""A local SMTP server that keeps every letter as a file: `mail_sink.py --port 1025 --folder var/mail`."""

import argparse
import asyncio
import itertools
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """Writes each letter to `TIME-NUMBER-RECIPIENT.eml`, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the server's protocol
        """Keep one letter and acknowledge it."""
        body = envelope.original_content or b""
        name = "".join(c if c.isalnum() or c in "@.-" else "_" for c in (envelope.rcpt_tos or ["nobody"])[0])
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        path = self._folder / f"{moment}-{next(self._numbers):04d}-{name[:80]}.eml"
        draft = path.with_suffix(".part")
        draft.write_bytes(body)
        draft.replace(path)
        print(f"kept {path.name}", flush=True)
        return "250 Kept"


async def serve(port: int, folder: Path) -> None:
    """Listen on loopback until asked to end."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    controller = UnthreadedController(Keeper(folder), hostname="127.0.0.1", port=port, loop=loop)
    server = await controller._create_server()  # noqa: SLF001 - its own begin() cannot run inside a running loop
    print(f"listening on 127.0.0.1:{port}, process {os.getpid()}", flush=True)
    await ended.wait()
    server.close()


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(options.port, options.folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
