"""Regions by the first two digits of an INN."""

from __future__ import annotations

import pytest

from apps.crm.rules.regions import REGIONS, region_of


@pytest.mark.parametrize(
    ("inn", "name"),
    [("7707083893", "Москва"), ("9701000019", "Москва"), ("332912345678", "Владимирская область"),
     ("5401000000", "Новосибирская область"), ("7801000000", "Санкт-Петербург")],
)  # fmt: skip
def test_the_first_two_digits_tell_the_region(inn: str, name: str) -> None:
    region = region_of(inn)
    assert region is not None
    assert region.name("ru") == name


@pytest.mark.parametrize("inn", ["", "0", "00123", "KZ12"])
def test_no_region_is_guessed(inn: str) -> None:
    assert region_of(inn) is None


def test_no_two_regions_share_a_code_or_a_tile_and_each_has_three_names() -> None:
    codes = [code for region in REGIONS for code in region.codes]
    places = [(region.column, region.row) for region in REGIONS]
    assert (len(codes), len(places)) == (len(set(codes)), len(set(places)))
    assert [region.short for region in REGIONS if len({text for _key, text in region.names}) != 3] == []


def test_a_name_follows_the_readers_language() -> None:
    region = region_of("7707083893")
    assert region is not None
    assert [region.name(code) for code in ("ru", "zh-hans", "en", "de")] == ["Москва", "莫斯科", "Moscow", "Moscow"]
