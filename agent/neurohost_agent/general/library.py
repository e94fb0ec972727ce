"""The library's process as seen from the agent: started when first needed, ended by its id when it does not answer."""

from __future__ import annotations

import asyncio
import sys
from typing import Final

import msgspec

from neurohost_agent.addresses import parse_address
from neurohost_agent.errors import HungError, UnreachableError
from neurohost_agent.reading import Device, Reading

_START_S: Final = 20.0
_LINE_LIMIT: Final = 1024 * 1024


class Found(msgspec.Struct, frozen=True):
    """What the worker answers."""

    device: Device | None = None
    reading: Reading | None = None
    error: str | None = None


class Library:
    """One worker process, one request at a time."""

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-m", "neurohost_agent.general.worker")) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, ip: str, *, deadline_s: float) -> tuple[Device, Reading]:
        """Return who answers and what it says; raise HungError (the process was ended) or UnreachableError."""
        request = msgspec.json.encode({"ip": str(parse_address(ip))}) + b"\n"
        async with self._turn:
            fresh = self._process is None or self._process.returncode is not None
            process = await self._running()
            try:
                async with asyncio.timeout(deadline_s + (_START_S if fresh else 0)):
                    line = await self._exchange(process, request)
            except TimeoutError as error:
                await self._end()
                raise HungError("the general library gave no answer before the deadline and was ended") from error
            except (ConnectionError, ValueError) as error:
                await self._end()
                raise HungError("the general library's process ended") from error
        found = msgspec.json.decode(line, type=Found) if line else Found(error="the general library's process ended")
        if found.device is None or found.reading is None:
            raise UnreachableError(found.error or "no known machine answers")
        return found.device, found.reading

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            await self._end()

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=_LINE_LIMIT,
            )
        return self._process

    async def _exchange(self, process: asyncio.subprocess.Process, request: bytes) -> bytes:
        if process.stdin is None or process.stdout is None:
            raise ConnectionError("the worker has no pipes")
        process.stdin.write(request)
        await process.stdin.drain()
        return await process.stdout.readline()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.kill()
        await process.wait()
