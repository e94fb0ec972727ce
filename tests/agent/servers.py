"""Tiny servers on loopback for tests: they answer what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Answer = Callable[[bytes], Awaitable[bytes | None]]


@asynccontextmanager
async def serving(answer: Answer, *, host: str = "127.0.0.1", close: bool = True) -> AsyncIterator[int]:
    """Serve one request per connection; None answers nothing and keeps the connection open. Yields the port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            reply = await answer(await reader.read(65_536))
            if reply is None:
                await reader.read()
                return
            writer.write(reply)
            await writer.drain()
            if not close:
                await reader.read()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(talk, host, 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


def always(reply: bytes | None) -> Answer:
    """Return an answer that is always the same."""

    async def answer(_request: bytes) -> bytes | None:
        return reply

    return answer
