"""The refusal of a method."""

from __future__ import annotations


class Refused(Exception):
    """Status and description of the answer; `retry_after` in seconds for «too many requests»."""

    def __init__(self, status: int, description: str, retry_after: int = 0) -> None:
        """Keep the words."""
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after
