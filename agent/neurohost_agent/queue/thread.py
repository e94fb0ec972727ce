"""The queue in a thread of its own, so that an fsync never holds up the polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from neurohost_agent.queue.store import Store

_P = ParamSpec("_P")
_T = TypeVar("_T")


class QueueThread:
    """Runs every operation on the store in one thread, in order."""

    def __init__(self, path: Path) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="queue")
        self._store = self._executor.submit(Store, path).result()

    async def run(self, operation: Callable[Concatenate[Store, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return what the operation returns; it is committed then."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: operation(self._store, *args, **kwargs))

    def close(self) -> None:
        """Wait for what runs and close the file."""
        self._executor.submit(self._store.close).result()
        self._executor.shutdown()
