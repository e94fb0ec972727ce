"""The menu of the own account: its pages, for whoever may open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.roles import Role
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

LINKS = ("/profile/", "/profile/sessions/", "/tokens/", "/notifications/")


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.MANAGER, LINKS), (Role.CLIENT_VIEWER, LINKS), (Role.PROSPECT, (*LINKS[:2], LINKS[3]))]
)
def test_the_menu_leads_to_the_own_pages(
    organisation: Organisation, signed_in: Callable[[User], Browser], role: Role, shown: tuple[str, ...]
) -> None:
    browser = signed_in(make_user(organisation, role))
    page = browser.get("/profile/").content.decode()
    assert tuple(link for link in LINKS if f'<a class="dropdown-item" href="{link}"' in page) == shown
    assert {browser.get(link).status_code for link in shown} == {200}
