"""The line to one machine for one reading: its address, ports and deadline; every request goes through it in turn."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from neurohost_agent.addresses import parse_address
from neurohost_agent.errors import BadReplyError, DeniedError
from neurohost_agent.fields import first, integer, number, text
from neurohost_agent.transport.decode import Reply, decode_reply
from neurohost_agent.transport.exchange import exchange

NORMAL_LIMIT: Final = 64 * 1024
LARGE_LIMIT: Final = 512 * 1024
_ACCESS_DENIED: Final = 45
_TAIL: Final = b"}|\n"


@dataclass(frozen=True)
class Ports:
    """TCP ports of the machines on this site."""

    rpc: int = 4028
    http: int = 80
    whatsminer_v3: int = 4433


@dataclass(frozen=True)
class Login:
    """A user and password that people on the site gave for a family of machines."""

    username: str
    password: str


def _ends_with_nul(buffer: bytearray) -> bool:
    return buffer.endswith(b"\x00")


def _may_be_whole(buffer: bytearray) -> bool:
    return buffer[-1] in _TAIL


def _frame_is_whole(buffer: bytearray) -> bool:
    return len(buffer) >= 4 and len(buffer) >= 4 + int.from_bytes(buffer[:4], "little")  # noqa: PLR2004 -- the length word


class Line:
    """One machine, until its deadline (seconds from now). Only private and loopback addresses get a line."""

    def __init__(self, ip: str, ports: Ports, *, deadline_s: float, login: Login | None = None) -> None:
        self.ip = str(parse_address(ip))
        self.ports = ports
        self.login = login
        self._deadline = asyncio.get_running_loop().time() + deadline_s

    @property
    def deadline(self) -> float:
        """The moment of the loop's clock when this reading must be over."""
        return self._deadline

    async def rpc(self, command: str, *, key: str = "command", limit: int = NORMAL_LIMIT, **more: Any) -> Reply:
        """Return the reply to one CGMiner command; raise DeniedError or BadReplyError when its status says so."""
        request = msgspec.json.encode({key: command, **more})
        raw = await exchange(
            self.ip,
            self.ports.rpc,
            request,
            limit=limit,
            deadline=self._deadline,
            complete=_ends_with_nul,
            looks_whole=_may_be_whole,
        )
        return checked(decode_reply(raw), command)

    async def rpc_if_offered(self, command: str, *, key: str = "command") -> Reply:
        """As rpc, but a machine that does not know or allow the command, or garbles it, gives an empty reply."""
        try:
            return await self.rpc(command, key=key)
        except (DeniedError, BadReplyError):
            return {}

    async def v3(self, command: str, param: str | None = None) -> Reply:
        """Return `msg` of a Whatsminer API 3 reply (4-byte little-endian length, then JSON, both ways)."""
        body = msgspec.json.encode({"cmd": command} if param is None else {"cmd": command, "param": param})
        raw = await exchange(
            self.ip,
            self.ports.whatsminer_v3,
            struct.pack("<I", len(body)) + body,
            limit=NORMAL_LIMIT,
            deadline=self._deadline,
            complete=_frame_is_whole,
        )
        if len(raw) < 4 or len(raw) < 4 + int.from_bytes(raw[:4], "little"):  # noqa: PLR2004 -- the length word
            raise BadReplyError("the reply is shorter than it says")
        reply = decode_reply(raw[4:])
        code = number(reply, "code")
        if code != 0:
            raise DeniedError(
                f"{command}: code {code if code is None else int(code)}, {text(reply, 'desc', 'msg') or 'no reason'}"
            )
        message = reply.get("msg")
        return message if isinstance(message, dict) else {}

    async def open(self, port: int, *, within_s: float) -> bool:
        """Whether a connection to this port can be made in this time."""
        try:
            async with asyncio.timeout(within_s):
                _, writer = await asyncio.open_connection(self.ip, port)
        except OSError:
            return False
        writer.transport.abort()
        return True

    async def answers_or_waits(self, port: int, *, within_s: float) -> bool:
        """Whether a connection to this port can be made and is still open a moment later."""
        try:
            async with asyncio.timeout(within_s):
                reader, writer = await asyncio.open_connection(self.ip, port)
        except OSError:
            return False
        try:
            async with asyncio.timeout(within_s):
                return bool(await reader.read(1))
        except TimeoutError:
            return True
        except OSError:
            return False
        finally:
            writer.transport.abort()


def checked(reply: Reply, command: str) -> Reply:
    """Return the reply, or raise DeniedError or BadReplyError when its STATUS is an error."""
    status = first(reply, "STATUS") or reply
    if text(status, "STATUS") not in {"E", "F"}:
        return reply
    message = text(status, "Msg", "Description") or "no reason given"
    if integer(status, "Code") == _ACCESS_DENIED:
        raise DeniedError(f"{command}: {message}")
    raise BadReplyError(f"{command}: {message}")
