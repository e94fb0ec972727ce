"""Requisites: real numbers pass, a changed digit does not."""

from __future__ import annotations

import pytest

from apps.common import requisites
from apps.common.errors import Invalid

ACCOUNTS = [
    ("044525225", "40702810138250123017"),
    ("044525225", "40702810200000000001"),
    ("044525974", "40702810400000000017"),
    ("044525974", "40802810700000000002"),
    ("044525593", "40817810900000000003"),
    ("044525974", "40702840000000000005"),
    ("049805746", "40602810700000000025"),
    ("044525000", "40503810500000000001"),
]
CORRESPONDENT = [
    ("044525225", "30101810400000000225"),
    ("044525974", "30101810145250000974"),
    ("044525593", "30101810200000000593"),
    ("044030653", "30101810500000000653"),
    ("049805000", "30101810800000000746"),
]


@pytest.mark.parametrize("inn", ["7707083893", "7736207543", "7701000019", "3328001233", "7701000210"])
def test_the_inn_of_a_company_is_accepted(inn: str) -> None:
    assert requisites.is_company_inn(inn)
    assert requisites.check_company_inn(f" {inn[:4]} {inn[4:]} ") == inn


@pytest.mark.parametrize("inn", ["500100732259", "330612345619", "770100001273"])
def test_the_inn_of_a_person_is_accepted(inn: str) -> None:
    assert requisites.is_person_inn(inn)
    assert not requisites.is_company_inn(inn)
    assert requisites.check_person_inn(inn) == inn


@pytest.mark.parametrize(
    "inn", ["7707083894", "500100732258", "", "770708389", "77070838933", "٧٧٠٧٠٨٣٨٩٣", "770708389x"]
)
def test_a_wrong_inn_is_refused(inn: str) -> None:
    assert not requisites.is_inn(inn)


@pytest.mark.parametrize("digit", "012456789")
def test_no_other_check_digit_of_an_inn_is_accepted(digit: str) -> None:
    assert not requisites.is_company_inn(f"773620754{digit}")


@pytest.mark.parametrize("ogrn", ["1027700132195", "1027700229193", "1257700000128", "1263300001030"])
def test_an_ogrn_is_accepted(ogrn: str) -> None:
    assert requisites.check_ogrn(ogrn) == ogrn


@pytest.mark.parametrize("ogrn", ["1027700132194", "1077746297901", "102770013219", "0027700132195"])
def test_a_wrong_ogrn_is_refused(ogrn: str) -> None:
    assert not requisites.is_ogrn(ogrn)


@pytest.mark.parametrize(
    "ogrnip", ["304500116000157", "326330000012349", "326330000012090", "326330000012101", "326330000012112"]
)
def test_an_ogrnip_is_accepted_with_remainders_above_nine(ogrnip: str) -> None:
    assert requisites.check_ogrnip(ogrnip) == ogrnip


@pytest.mark.parametrize("ogrnip", ["326330000012348", "126330000012349", "32633000001234"])
def test_a_wrong_ogrnip_is_refused(ogrnip: str) -> None:
    assert not requisites.is_ogrnip(ogrnip)


@pytest.mark.parametrize(("bic", "account"), ACCOUNTS)
def test_a_settlement_account_fits_its_bank(bic: str, account: str) -> None:
    assert requisites.check_settlement_account(account, bic) == account


@pytest.mark.parametrize(("bic", "account"), CORRESPONDENT)
def test_a_correspondent_account_fits_its_bank(bic: str, account: str) -> None:
    assert requisites.check_correspondent_account(account, bic) == account


def test_an_account_of_another_bank_is_refused() -> None:
    assert not requisites.is_settlement_account("40702810900000000001", "044525225")
    assert not requisites.is_settlement_account("40702810138250123017", "044525974")
    assert not requisites.is_correspondent_account("30101810400000000226", "044525225")
    assert not requisites.is_correspondent_account("40702810138250123017", "044525225")
    assert not requisites.is_settlement_account("30101810400000000225", "044525225")


def test_a_treasury_account_is_not_checked_by_digit() -> None:
    assert requisites.is_settlement_account("03100643000000017300", "017003983")
    assert requisites.is_correspondent_account("40102810545370000003", "017003983")


@pytest.mark.parametrize("snils", ["11223344595", "11223345800", "08765430300"])
def test_a_snils_is_accepted_with_sums_of_a_hundred(snils: str) -> None:
    assert requisites.check_snils(f"{snils[:3]}-{snils[3:6]}-{snils[6:9]} {snils[9:]}") == snils


def test_a_wrong_snils_is_refused() -> None:
    assert not requisites.is_snils("11223344596")


@pytest.mark.parametrize(
    ("kpp", "good"), [("770801001", True), ("7708AB001", True), ("77080100", False), ("7708ab001", False)]
)
def test_a_kpp_is_known_by_its_form(kpp: str, good: bool) -> None:
    assert requisites.is_kpp(kpp) is good


def test_a_refusal_names_the_field_and_the_reason() -> None:
    with pytest.raises(Invalid) as refusal:
        requisites.check_company_inn("7707083894", field="tax_number")
    assert refusal.value.field == "tax_number"
    assert refusal.value.message == "The check digit of the INN is wrong."
