"""One connection, one request, one bounded reply."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from typing import Final, cast

from neurohost_agent.errors import BadReplyError, HungError, RefusedError, UnreachableError

Complete = Callable[[bytearray], bool]
_QUIET_S: Final = 0.25


class _Reply(asyncio.Protocol):
    """Collects bytes until the reply is whole, the peer closes, or it is too long."""

    def __init__(self, request: bytes, limit: int, complete: Complete, looks_whole: Complete) -> None:
        self._request = request
        self._limit = limit
        self._complete = complete
        self._looks_whole = looks_whole
        self._loop = asyncio.get_running_loop()
        self._quiet: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.done: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self._quiet is not None:
            self._quiet.cancel()
            self._quiet = None
        if len(self.buffer) > self._limit:
            self.finish(BadReplyError(f"the reply is longer than {self._limit} bytes"))
        elif self._complete(self.buffer):
            self.finish(None)
        elif self._looks_whole(self.buffer):
            self._quiet = self._loop.call_later(_QUIET_S, self.finish, None)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.buffer:
            self.finish(None)
        else:
            self.finish(RefusedError("the machine closed the connection without an answer"))

    def finish(self, error: Exception | None) -> None:
        """End the exchange; the connection never outlives it."""
        if self._quiet is not None:
            self._quiet.cancel()
        if not self.done.done():
            if error is None:
                self.done.set_result(None)
            else:
                self.done.set_exception(error)
        if self._transport is not None:
            self._transport.abort()


def _never(_buffer: bytearray) -> bool:
    return False


async def exchange(
    ip: str,
    port: int,
    request: bytes,
    *,
    limit: int,
    deadline: float,
    complete: Complete,
    looks_whole: Complete = _never,
) -> bytes:
    """Return the reply; `deadline` is a moment of the loop's clock, `limit` is in bytes.

    Raises UnreachableError, RefusedError, HungError or BadReplyError (too long).
    """
    loop = asyncio.get_running_loop()
    reply = _Reply(request, limit, complete, looks_whole)
    try:
        async with asyncio.timeout_at(deadline):
            await loop.create_connection(lambda: reply, ip, port)
    except TimeoutError as error:
        raise UnreachableError("no connection before the deadline") from error
    except ConnectionRefusedError as error:
        raise RefusedError(f"port {port} is closed") from error
    except ConnectionResetError as error:
        raise RefusedError("the machine closed the connection without an answer") from error
    except OSError as error:
        raise UnreachableError(f"no connection: {errno.errorcode.get(error.errno or 0, 'error')}") from error
    try:
        async with asyncio.timeout_at(deadline):
            await reply.done
    except TimeoutError as error:
        what = f"{len(reply.buffer)} bytes of an answer" if reply.buffer else "no answer"
        raise HungError(f"connected, then {what} before the deadline") from error
    finally:
        reply.finish(None)
        if reply.done.done() and not reply.done.cancelled():
            reply.done.exception()
    return bytes(reply.buffer)
