"""The Merkle tree: roots and paths for every size, and its known values."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import pytest

from apps.audit.rules.merkle import Head, leaf, node, path, root, root_from_path


def leaves_of(count: int) -> list[bytes]:
    return [sha256(bytes([number])).digest() for number in range(count)]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root([]) == sha256(b"").digest()


def test_an_odd_leaf_is_carried_up_unhashed() -> None:
    a, b, c = leaves_of(3)

    assert root([a, b, c]) == node(node(a, b), c)


def test_five_leaves_split_at_four() -> None:
    a, b, c, d, e = leaves_of(5)

    assert root([a, b, c, d, e]) == node(node(node(a, b), node(c, d)), e)


def test_a_leaf_is_bound_to_chain_number_and_hash() -> None:
    head = Head(UUID(int=1), 2, bytes(32))

    expected = sha256(b"\x00NEUROHOST-HEAD-1" + bytes(15) + b"\x01" + bytes(7) + b"\x02" + bytes(32)).digest()
    assert leaf(head) == expected


@pytest.mark.parametrize("count", range(1, 18))
def test_every_path_leads_to_the_root_and_no_other_place_does(count: int) -> None:
    leaves = leaves_of(count)
    whole = root(leaves)
    for index, start in enumerate(leaves):
        siblings = path(leaves, index)
        reached = [root_from_path(start, place, count, siblings) == whole for place in range(count)]
        assert reached == [place == index for place in range(count)]


def test_a_path_of_wrong_length_leads_nowhere() -> None:
    leaves = leaves_of(4)

    assert root_from_path(leaves[0], 0, 4, path(leaves, 0)[:1]) is None
    assert root_from_path(leaves[0], 0, 1, [leaves[1]]) is None
    assert root_from_path(leaves[0], 4, 4, path(leaves, 0)) is None
