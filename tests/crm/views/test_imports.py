"""Pages and API of imports: upload, columns, dry run, start, report, export, and files that are refused."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.common.imports import pages, work
from apps.common.models import ImportRow, ImportRun, OutboxMessage
from apps.common.pages.export import XLSX
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import Client
from tests.crm.factories import company_inn, make_client
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

pytestmark = pytest.mark.django_db
TABLE = f"Кто;ИНН\nООО «Первая»;{company_inn(72001)}\nООО «Вторая»;1\n".encode()


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.MANAGER, language="en"))


def _upload(browser: Browser, data: bytes, name: str = "clients.csv") -> Any:
    return browser.post(reverse("common:import_open", args=["clients"]), {"file": SimpleUploadedFile(name, data)})


def _run() -> ImportRun:
    with system_scope(SystemJob.MAINTENANCE):
        return ImportRun.objects.latest("id")


def test_a_file_goes_from_upload_to_report(browser: Browser, actions: Callable[[], list[str]]) -> None:
    answer = _upload(browser, TABLE)
    page = answer["Location"]
    assert 'name="column_name"' in browser.get(page).content.decode()
    check = {"column_name": "", "column_inn": "1"}
    refused = browser.post(f"{page}check/", check)
    assert (refused.status_code, "Say which column is «Name»." in refused.content.decode()) == (422, True)
    assert browser.post(f"{page}check/", check | {"column_name": "0"}).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        assert OutboxMessage.objects.filter(topic="common.import").count() == 1
    work.work(_run().pk)
    assert "Import 1 row" in browser.get(page).content.decode()
    browser.post(f"{page}start/")
    work.work(_run().pk)
    text = browser.get(page, {"only": "refused"}).content.decode()
    assert ("Refused" in text, "Done" in text) == (True, True)
    report = browser.get(f"{page}report.xlsx")
    assert (report.status_code, report["Content-Type"], report.content[:2]) == (200, XLSX, b"PK")
    with system_scope(SystemJob.MAINTENANCE):
        assert [client.name for client in Client.objects.all()] == ["ООО «Первая»"]
    assert actions() == ["crm.clients_file.start", "crm.client.create", "crm.clients_file.finish"]


def test_the_refused_rows_of_a_dry_run_are_shown_before_the_others(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SHOWN_ROWS", 2)
    rows = "\n".join(f"ООО «{number}»;{company_inn(73001 + number)}" for number in range(3))
    page = _upload(browser, f"Название;ИНН\n{rows}\nООО «Лишняя»;12\n".encode())["Location"]
    browser.post(f"{page}check/", {"column_name": "0", "column_inn": "1"})
    work.work(_run().pk)
    shown = re.findall(r'is-card-title nh-number">(\d+)<', browser.get(page).content.decode())
    assert shown == ["5", "2"]


def test_a_file_that_is_none_is_refused_at_its_field_and_nothing_is_kept(browser: Browser) -> None:
    for data, words in ((b"MZ\x90\x00" + bytes(99), "neither an .xlsx workbook"), (b"", "Choose a file.")):
        answer = _upload(browser, data) if data else browser.post(reverse("common:import_open", args=["clients"]))
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    with system_scope(SystemJob.MAINTENANCE):
        assert (ImportRun.objects.count(), ImportRow.objects.count()) == (0, 0)


def test_rows_are_exported_with_a_record_and_the_empty_table_has_the_headers(
    browser: Browser, organisation: Organisation, actions: Callable[[], list[str]]
) -> None:
    client = make_client(organisation, name="=1+1")
    answer = browser.post(reverse("common:export_rows", args=["clients", "csv"]))
    assert (answer.status_code, "'=1+1" in answer.content.decode(), client.inn in answer.content.decode()) == (
        200,
        True,
        True,
    )
    assert actions()[-1] == "crm.clients_file.export"
    sample = browser.get(reverse("common:import_sample", args=["contracts"]))
    assert (sample.status_code, sample.content[:2]) == (200, b"PK")


def test_an_import_of_another_organisation_is_not_found(
    browser: Browser, other_organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    stranger = signed_in(make_user(other_organisation, Role.MANAGER))
    page = _upload(browser, TABLE)["Location"]
    assert (stranger.get(page).status_code, stranger.post(f"{page}drop/").status_code) == (404, 404)
    assert _run().state == "mapping"


def test_the_api_takes_a_file_tries_it_and_gives_its_report(browser: Browser) -> None:
    file = io.BytesIO(TABLE.replace("Кто".encode(), "Название".encode()))
    file.name = "clients.csv"
    made = super(type(browser), browser).post(
        "/api/v1/imports/",
        {"kind": "clients", "file": file, "start": "true"},
        headers={"Idempotency-Key": "import-clients-1"},
    )
    assert (made.status_code, made.json()["state"], made.json()["mapping"]) == (
        201,
        "checking",
        {"name": 0, "inn": 1},
    )
    work.work(_run().pk)
    address = f"/api/v1/imports/{made.json()['uid']}/"
    shown = browser.get(address).json()
    assert (shown["state"], shown["plan"], shown["result"]) == (
        "done",
        {"create": 1, "refused": 1},
        {"create": 1, "refused": 1},
    )
    rows = browser.get(f"{address}rows/").json()["results"]
    assert sorted((row["number"], row["outcome"], row["field"]) for row in rows) == [
        (2, "create", ""),
        (3, "refused", "type"),
    ]
    again = browser.post(f"{address}start/", {})
    assert (again.status_code, again.json()["code"]) == (409, "import_step_refused")
