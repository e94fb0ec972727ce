"""What an admin class may write: each kind of write is one service under one named permission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

    from apps.common.access import Permission
    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Write:
    """One write of the admin.

    `run(by, row, data)` calls one service of the app; `row` is the stored row (None when adding), `data` the cleaned
    values of the form. It returns the row that was made or changed (None after a deletion). A row with a version
    brings `expected_version` in `data`.
    """

    permission: Permission
    run: Callable[[Actor, Any, dict[str, Any]], Model | None]


@dataclass(frozen=True, slots=True)
class AdminServices:
    """The writes a class offers; what is None is refused."""

    add: Write | None = None
    change: Write | None = None
    delete: Write | None = None
