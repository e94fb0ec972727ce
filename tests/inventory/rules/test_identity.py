"""Serial numbers and MAC addresses in one written form."""

from __future__ import annotations

import pytest

from apps.inventory.rules.identity import mac_is_well_formed, normal_mac, normal_serial, serial_is_well_formed


def test_a_serial_number_is_upper_case_without_spaces() -> None:
    assert normal_serial(" ab 12\tcd ") == "AB12CD"


@pytest.mark.parametrize(
    ("serial", "fine"),
    [
        ("AB12", True),
        ("A-B_C.D/9", True),
        ("AB1", False),
        ("АБВГ", False),
        ("AB12;", False),
        ("A" * 65, False),
        ("", False),
    ],
)
def test_a_serial_number_has_latin_letters_and_digits(serial: str, fine: bool) -> None:
    assert serial_is_well_formed(serial) is fine


@pytest.mark.parametrize("typed", ["aabbccddeeff", "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff", " aa:bb:cc:dd:ee:ff "])
def test_a_mac_address_has_one_form(typed: str) -> None:
    assert normal_mac(typed) == "AA:BB:CC:DD:EE:FF"


def test_what_is_no_mac_address_is_told() -> None:
    assert mac_is_well_formed(normal_mac("AA:BB:CC:DD:EE")) is False
