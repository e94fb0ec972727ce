"""The local DaData: register, limits and refusals as the documentation has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from apps.common import requisites
from local_servers import dadata_register
from local_servers.dadata import KEY, Dadata
from local_servers.serving import serving

BASE = "/dadata/suggestions/api/4_1/rs/"


@pytest.fixture
def service() -> Dadata:
    return Dadata()


@pytest.fixture
def client(service: Dadata) -> Iterator[httpx.Client]:
    with serving(service) as url, httpx.Client(base_url=f"{url}{BASE}") as found:
        found.headers["Authorization"] = f"Token {KEY}"
        yield found


def _found(client: httpx.Client, path: str, **body: Any) -> list[dict[str, Any]]:
    answer = client.post(path, json=body)
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()["suggestions"]
    return rows


def test_every_number_of_the_register_passes_its_checksum() -> None:
    for row in dadata_register.parties():
        data = row["data"]
        if data["type"] == "LEGAL":
            assert (requisites.check_company_inn(data["inn"]), requisites.check_kpp(data["kpp"])) == (
                data["inn"],
                data["kpp"],
            )
            assert requisites.check_ogrn(data["ogrn"]) == data["ogrn"]
        else:
            assert requisites.check_person_inn(data["inn"]) == data["inn"]
            assert requisites.check_ogrnip(data["ogrn"]) == data["ogrn"]
    for row in dadata_register.banks():
        data = row["data"]
        account = requisites.check_correspondent_account(data["correspondent_account"], data["bic"])
        assert account == data["correspondent_account"]


def test_an_inn_gives_the_head_office_and_its_branches(client: httpx.Client) -> None:
    inn = dadata_register.company_inn(2)
    rows = _found(client, "findById/party", query=inn)
    assert [row["data"]["branch_type"] for row in rows] == ["MAIN", "BRANCH", "BRANCH"]
    assert len({row["data"]["kpp"] for row in rows}) == 3
    assert len(_found(client, "findById/party", query=inn, kpp=rows[1]["data"]["kpp"])) == 1


def test_a_beginning_of_a_name_finds_it_and_nothing_is_an_empty_list(client: httpx.Client) -> None:
    assert [row["value"] for row in _found(client, "suggest/party", query="пример май")] == ['ООО "ПРИМЕР МАЙНИНГ"']
    assert _found(client, "suggest/party", query="такого нет") == []
    assert [row["data"]["bic"] for row in _found(client, "findById/bank", query="044525901")] == ["044525901"]
    assert len(_found(client, "suggest/fms_unit", query="772-053")) == 2
    assert len(_found(client, "suggest/address", query="москва сухонская", count=5)) == 5


def test_keys_quota_and_rates_are_refused_as_documented(client: httpx.Client, service: Dadata) -> None:
    assert client.post("suggest/party", json={"query": "a"}, headers={"Authorization": ""}).status_code == 401
    wrong = client.post("suggest/party", json={"query": "a"}, headers={"Authorization": "Token other"})
    assert (wrong.status_code, wrong.json()["reason"]) == (403, "Forbidden")
    service.daily_quota = 1
    assert [client.post("suggest/party", json={"query": "a"}).status_code for _ in range(2)] == [200, 403]
    with serving(Dadata(per_second=2)) as url:
        statuses = [client.post(f"{url}{BASE}suggest/party", json={"query": "a"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_the_sixty_first_new_connection_of_a_minute_is_refused() -> None:
    with serving(Dadata(per_second=1000)) as url:
        headers = {"Authorization": f"Token {KEY}"}
        statuses = []
        for _ in range(61):
            with httpx.Client(headers=headers) as one:
                statuses.append(one.post(f"{url}{BASE}findById/bank", json={"query": "044525901"}).status_code)
    assert (statuses.count(200), statuses[-1]) == (60, 429)
