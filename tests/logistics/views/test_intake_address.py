"""The address of a new act may name client, contract and site; what is no identifier names nothing."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from apps.accounts.models import Organisation
from apps.common.roles import Role
from tests.browser import Browser
from tests.factories import make_user


@pytest.mark.parametrize("name", ["client", "contract", "site"])
@pytest.mark.parametrize("text", ["abc", "\x00", "99999999999999999999", "0"])
def test_an_address_that_names_nothing_shows_the_empty_form(organisation: Organisation, name: str, text: str) -> None:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.MANAGER))
    answers = [browser.get(f"/logistics/intake/new/{end}?{name}={quote(text)}") for end in ("", "contracts/")]
    assert [one.status_code for one in answers] == [200, 200]
