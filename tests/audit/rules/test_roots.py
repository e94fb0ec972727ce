"""Signed roots: made, chained, narrowed, and refused when touched."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from apps.audit.rules.merkle import Head
from apps.audit.rules.roots import NO_PREDECESSOR, MalformedRoot, make_root, narrowed, parse_root, read_roots
from apps.audit.rules.signing import public_key
from tests.audit.second import second_verifier

SEED = bytes(range(32))
KEYS = (public_key(SEED),)
HEADS = [Head(UUID(int=number), number + 10, bytes([number]) * 32) for number in range(1, 6)]


def files(count: int, seed: bytes = SEED) -> list[bytes]:
    made, previous = [], NO_PREDECESSOR
    for number in range(1, count + 1):
        at = datetime(2026, 5, 1, 12, number, tzinfo=UTC)
        heads = [Head(head.chain, head.seq + number, head.hash) for head in HEADS]
        made.append(make_root(number=number, at=at, previous=previous, heads=heads, seed=seed))
        previous = parse_root(made[-1]).identity
    return made


def both(contents: list[bytes], keys: tuple[bytes, ...] = KEYS) -> int | None:
    """Number of the first wrong root, after making sure that the second verifier agrees; None when all hold."""
    sealed = read_roots(contents, keys)
    other = second_verifier().Roots(list(keys))
    for content in contents:
        other.take(content)
    first = None if sealed.fault is None else sealed.fault.seq
    assert (first, sealed.count, sealed.chains) == (other.fault and other.fault.seq, other.count, other.sealed)
    return first


def test_roots_in_their_order_hold_and_seal_their_heads() -> None:
    contents = files(3)

    assert both(contents) is None
    assert read_roots(contents, KEYS).chains[UUID(int=2)] == dict.fromkeys((13, 14, 15), b"\x02" * 32)


def test_a_missing_root_is_named() -> None:
    one, _, three = files(3)

    assert both([one, three]) == 2


def test_a_root_signed_by_another_key_is_named() -> None:
    assert both(files(2, seed=bytes(32))) == 1
    assert both(files(2, seed=bytes(32)), keys=()) is None


@pytest.mark.parametrize("place", [10, 200, 400, 700])
def test_a_flipped_bit_anywhere_is_found(place: int) -> None:
    one, two = files(2)
    spoilt = bytearray(two)
    spoilt[place] ^= 1

    assert both([one, bytes(spoilt)]) == 2


def test_a_root_that_contradicts_an_earlier_one_is_named() -> None:
    first = make_root(number=1, at=datetime(2026, 5, 1, tzinfo=UTC), previous=NO_PREDECESSOR, heads=HEADS, seed=SEED)
    changed = [Head(HEADS[0].chain, HEADS[0].seq, bytes(32)), *HEADS[1:]]
    previous = parse_root(first).identity
    second = make_root(number=2, at=datetime(2026, 5, 2, tzinfo=UTC), previous=previous, heads=changed, seed=SEED)

    assert both([first, second]) == 2


def test_a_narrowed_root_shows_one_chain_and_still_holds() -> None:
    chain = UUID(int=3)
    contents = [narrowed(parse_root(content), {chain}) for content in files(2)]

    assert both(contents) is None
    assert set(read_roots(contents, KEYS).chains) == {chain}
    assert str(UUID(int=4)).encode() not in contents[0]


def test_a_narrowed_root_with_a_wrong_head_is_found() -> None:
    content = narrowed(parse_root(files(1)[0]), {UUID(int=3)})

    assert both([content.replace(b" 14 ", b" 15 ")]) == 1


def test_a_root_over_no_chain_holds() -> None:
    empty = make_root(number=1, at=datetime(2026, 5, 1, tzinfo=UTC), previous=NO_PREDECESSOR, heads=[], seed=SEED)

    assert both([empty]) is None


@pytest.mark.parametrize("content", [b"", b"{}\n\n", b"x", b"null\nff\n", b'{"number":1}\nff\n'])
def test_what_is_no_root_file_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedRoot):
        parse_root(content)
    assert both([content]) == 1
