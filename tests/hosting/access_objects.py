"""Real values for hosting's addresses in the matrix of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.access import objects

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


def _page(place: Place, user: User) -> str:
    """Return the page of an address of the seeds."""
    return "miners"


objects.register("hosting:seed_address", page=_page)
