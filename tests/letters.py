"""A real SMTP server for tests: on loopback, on a free port, it keeps what it accepts or refuses as it is told."""

from __future__ import annotations

import email
import socket
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from email.message import Message


class LetterBox:
    """The server; `refuse_with` is its reply to every recipient while it is not empty."""

    def __init__(self) -> None:
        """Take a free port."""
        self.letters: list[Message] = []
        self.refuse_with = ""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._controller.port)

    def start(self) -> None:
        """Begin to listen."""
        self._controller.start()

    def stop(self) -> None:
        """End the server."""
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Accept or refuse a recipient."""
        if self.refuse_with:
            return self.refuse_with
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        """Keep a letter."""
        self.letters.append(email.message_from_bytes(envelope.content))
        return "250 OK"
