"""When a client is worth asking for more power."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.crm.rules.expansion import expansion

D = Decimal


@pytest.mark.parametrize(
    ("used", "before", "declared", "percents"),
    [
        ("126", "126", "140", (D(90), None)),
        ("150", "150", "140", (D("107.14"), None)),
        ("60", "50", "140", (None, D(20))),
        ("133", "100", "140", (D(95), D(33))),
        ("125.9", "125.9", "140", None),
        ("59.9", "50", "140", None),
        ("70", "0", "140", None),
        ("70", "50", "0", (None, D(40))),
        ("0", "0", "0", None),
        ("0", "90", "140", None),
    ],
)
def test_a_client_near_the_declared_power_or_growing_is_worth_asking(
    used: str, before: str, declared: str, percents: tuple[Decimal | None, Decimal | None] | None
) -> None:
    hint = expansion(D(used), D(before), D(declared))
    told = hint and tuple(one and round(one, 2) for one in (hint.used_percent, hint.grown_percent))
    assert told == percents
