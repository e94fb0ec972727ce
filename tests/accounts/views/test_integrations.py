"""The page of integrations: states, keys that are never shown, checks that say in words what came of them."""
# ruff: noqa: F811 - pytest gives fixtures by the names they are imported under

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING, Any

import pytest

from apps.accounts.models import Organisation, OrganisationSettings, User
from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.crm.registry import dadata, give_key  # noqa: F401 - a fixture
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

    from local_servers.dadata import Dadata
    from tests.browser import Browser

PAGE = "/settings/integrations/"


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN, language="en"))


def _states(browser: Browser) -> dict[str, str]:
    return {one.key: one.state for one, _form in browser.get(PAGE).context["connections"]}


def _sentence(browser: Browser, key: str) -> str:
    return str(next(one.sentence for one, _form in browser.get(PAGE).context["connections"] if one.key == key))


def _actions() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def test_a_key_is_kept_encrypted_checked_and_never_shown(
    browser: Browser, dadata: Dadata, organisation: Organisation
) -> None:
    give_key(organisation, "")
    assert _states(browser)["dadata"] == "disconnected"
    answer = browser.post(f"{PAGE}dadata/key/", {"value": dadata.key, "version": 1})
    assert (answer.status_code, answer["Location"], _states(browser)["dadata"]) == (302, PAGE, "ready")
    browser.post(f"{PAGE}dadata/check/")
    assert (_states(browser)["dadata"], _sentence(browser, "dadata")) == (
        "connected",
        "DaData answers and takes the key.",
    )
    assert re.search(r"checked \d", browser.get(PAGE).content.decode()) is not None
    assert dadata.key not in browser.get(PAGE).content.decode()
    assert _actions() == ["accounts.integration_keys.change", "accounts.integration.check"]
    with system_scope(SystemJob.MAINTENANCE):
        assert all(dadata.key not in record.changes for record in AuditRecord.objects.all())


def test_a_new_key_makes_the_old_answer_void_and_a_hyphen_removes_it(browser: Browser, dadata: Dadata) -> None:
    browser.post(f"{PAGE}dadata/check/")
    browser.post(f"{PAGE}dadata/key/", {"value": "another", "version": 1})
    assert _states(browser)["dadata"] == "ready"
    browser.post(f"{PAGE}dadata/check/")
    assert _sentence(browser, "dadata").startswith("DaData refuses our key.")
    browser.post(f"{PAGE}dadata/key/", {"value": "-", "version": 2})
    with system_scope(SystemJob.MAINTENANCE):
        assert OrganisationSettings.objects.get().dadata_key == ""
    assert _states(browser)["dadata"] == "disconnected"


def test_a_stale_version_is_refused_and_the_key_stays(browser: Browser, dadata: Dadata) -> None:
    answer = browser.post(f"{PAGE}dadata/key/", {"value": "another", "version": 7})
    with system_scope(SystemJob.MAINTENANCE):
        assert (answer.status_code, OrganisationSettings.objects.get().dadata_key) == (409, dadata.key)
    assert _actions() == []


@pytest.mark.parametrize(("fault", "beginning"), [(500, "DaData does not answer now."), (429, "Too many requests")])
def test_a_fault_is_told_in_words(browser: Browser, dadata: Dadata, fault: int, beginning: str) -> None:
    dadata.fault = fault
    browser.post(f"{PAGE}dadata/check/")
    assert (_states(browser)["dadata"], _sentence(browser, "dadata").startswith(beginning)) == ("fault", True)


def test_the_server_of_letters_is_checked(browser: Browser, settings: Settings, letter_box: Any) -> None:
    browser.post(f"{PAGE}mail/check/")
    assert _states(browser)["mail"] == "connected"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
        browser.post(f"{PAGE}mail/check/")
    assert _states(browser)["mail"] == "fault"
    assert _sentence(browser, "mail").startswith("The server 127.0.0.1 does not answer: ConnectionRefusedError")


@pytest.mark.parametrize("address", ["nobody/check/", "nobody/key/", "mail/key/"])
def test_what_is_no_integration_is_not_found(browser: Browser, address: str) -> None:
    answer = browser.post(f"{PAGE}{address}", {"value": "x", "version": 1})
    assert (answer.status_code, _actions()) == (404, [])
