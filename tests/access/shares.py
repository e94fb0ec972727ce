"""What a short walk asks: a share that is the same in every run, so that all roles together reach every address.

`make test` walks short; `bin/neurohost proof walks` sets `NEUROHOST_WHOLE_WALKS` and asks everything of everybody.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from apps.common.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.access.addresses import Address

OneT = TypeVar("OneT")

IS_WHOLE = bool(os.environ.get("NEUROHOST_WHOLE_WALKS"))
# One role of so many walks an address.
ROLES_A_WALKER = 3


def _number(address: Address) -> int:
    """Return a number of an address that does not change when others come and go."""
    return crc32(str(address).encode())


def is_walked(address: Address, role: Role, roles: Sequence[Role] = tuple(Role)) -> bool:
    """Whether this one of the roles walks an address it reaches: of three roles one, of fewer one, of one that."""
    if IS_WHOLE:
        return True
    reaching = [one for one in roles if address.reaches(one)]
    turns = min(ROLES_A_WALKER, len(reaching))
    return reaching.index(role) % turns == _number(address) % turns


def one_of(address: Address, many: Sequence[OneT]) -> Sequence[OneT]:
    """Return the one of these that an address is asked, or all of them."""
    return many if IS_WHOLE else many[_number(address) % len(many) :][:1]
