"""Number masks show what they would give while they are typed, those of the service centre among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.e2e.conftest import Visit


@pytest.mark.parametrize(
    ("name", "typed", "number"),
    [("movement_mask", "ПМ/{N:5}", "ПМ/00017"), ("claim_mask", "Р-{N}", "Р-17"), ("order_mask", "РМ-{N:3}", "РМ-017")],
)
def test_the_number_follows_what_is_typed(visit: Visit, width: int, name: str, typed: str, number: str) -> None:
    admin = visit("admin", width=width)
    admin.open("/settings/")
    field = admin.page.locator(f"main [name='{name}']")
    sample = admin.page.locator(f"[id='next-{field.get_attribute('id')}']")
    before = sample.locator(".nh-mono").inner_text()
    field.fill(typed)
    expect(sample.locator(".nh-mono")).to_have_text(number)
    field.fill("{")
    expect(sample.locator(".tone-red")).to_be_visible()
    admin.settle()
    admin.open("/settings/")
    expect(sample.locator(".nh-mono")).to_have_text(before)
