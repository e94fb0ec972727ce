"""The scope of a request: what fails is not kept, what streams is refused, what has no scope reads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import LegalEntity, Organisation
from apps.common.scope import SystemJob, system_scope
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import User
    from tests.browser import Browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.common.http.scope_urls")]


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    browser = signed_in(make_user(organisation))
    browser.raise_request_exception = False
    return browser


def _name(organisation: Organisation) -> str:
    with system_scope(SystemJob.MAINTENANCE):
        return LegalEntity.objects.get(organisation=organisation).short_name


def test_a_write_is_kept_when_the_answer_is_fine(browser: Browser, organisation: Organisation) -> None:
    assert browser.get("/write").status_code == 200
    assert _name(organisation) == "written"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/write-then-500", 500),
        ("/write-then-raise", 500),
        ("/write-then-break-rendering", 500),
        ("/write-then-refuse", 409),
    ],
)
def test_nothing_is_kept_of_a_request_that_failed(
    browser: Browser, organisation: Organisation, path: str, status: int
) -> None:
    before = _name(organisation)
    assert browser.get(path).status_code == status
    assert _name(organisation) == before


def test_a_streaming_answer_is_refused(browser: Browser) -> None:
    assert browser.get("/stream").status_code == 500


def test_a_view_outside_the_scope_reads_nothing(browser: Browser) -> None:
    assert browser.get("/unscoped").status_code == 500
