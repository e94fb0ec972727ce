"""Hosts of pools in a contract, and accounts abroad."""

from __future__ import annotations

import pytest

from apps.common.errors import Invalid
from apps.crm.rules import account_fields, contract_fields


@pytest.mark.parametrize(
    ("typed", "hosts"),
    [
        ("stratum+tcp://BTC.ViaBTC.com:3333\nbtc.viabtc.com", ["btc.viabtc.com"]),
        ("*.antpool.com, ss.f2pool.com:1314", ["*.antpool.com", "ss.f2pool.com"]),
        (["pool.example"], ["pool.example"]),
        ("", []),
    ],
)
def test_pools_are_kept_as_hosts(typed: object, hosts: list[str]) -> None:
    assert contract_fields.pools(typed) == hosts


@pytest.mark.parametrize(
    "typed", ["pool", "http://", "a..b.com", "-x.com", "пул.рф/..", "1.2.3.4", "*.*.com", "a" * 300]
)
def test_what_is_no_host_of_a_pool_is_refused_by_name(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        contract_fields.pools(typed)
    assert refusal.value.field == "pools"


@pytest.mark.parametrize(
    ("account", "right"),
    [("DE89370400440532013000", True), ("DE89370400440532013001", False), ("70000000000123456", True)],
)
def test_an_iban_is_checked_by_its_check_digits(account: str, *, right: bool) -> None:
    _tidy, refusals = account_fields.clean({"bank_name": "Bank", "swift": "BKCHCNBJ45A", "settlement_account": account})
    assert [one.field for one in refusals] == ([] if right else ["settlement_account"])
