"""The limits both sides keep; docs/protocol/batches.md explains them."""

from __future__ import annotations

from typing import Final

MAX_ROWS: Final = 5_000
MAX_BODY_BYTES: Final = 4 * 1024 * 1024
MAX_PAYLOAD_BYTES: Final = 32 * 1024 * 1024
MAX_TEXT_CHARACTERS: Final = 1_000
MAX_BOARDS: Final = 64
MAX_FANS: Final = 64
MAX_POOLS: Final = 16
MAX_FAULTS: Final = 64
MAX_DISCOVERIES: Final = 1_000
