"""The process that holds pyasic-rs: JSON lines in, JSON lines out, one request at a time.

Run as `python -m neurohost_agent.general.worker`. It may hang or die: its owner ends it by its process id.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import msgspec

from neurohost_agent.general.convert import device_of, reading_of


async def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return {"device", "reading"} of the machine at request["ip"], or {"error"}."""
    from pyasic_rs import MinerFactory  # noqa: PLC0415 -- 60 MB that only this process should carry

    miner = await MinerFactory().get_miner(request["ip"])
    if miner is None:
        return {"error": "no known machine answers"}
    data = (await miner.get_data()).model_dump()
    return {"device": device_of(data), "reading": reading_of(data)}


def main() -> None:
    """Serve until standard input ends."""
    for line in sys.stdin.buffer:
        try:
            result = asyncio.run(answer(msgspec.json.decode(line)))
        except (RuntimeError, ValueError, OSError, KeyError, TypeError) as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
