"""What several pages of logistics share: the look at an identifier of the address."""

from __future__ import annotations

import re


def is_uid(text: str) -> bool:
    """Whether a text of the address is an identifier as we write them."""
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None
