"""What hosting does about facts of lower rooms: each receiver makes one service call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.hosting.services.alerts import CRITICAL_PROBLEMS, tell_technicians

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from apps.common.actor import Actor

__all__ = ["CRITICAL_PROBLEMS", "tell_of_critical_problems"]


def tell_of_critical_problems(*, by: Actor, opened: Sequence[UUID], **_sender_and_facts: Any) -> None:
    """Tell the technicians of the sites of the critical ones among the problems that began."""
    tell_technicians(by=by, opened=opened)
