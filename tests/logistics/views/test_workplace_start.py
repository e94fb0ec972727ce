"""The workplace opens where the person worked last on this device, and nowhere that is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import User
from apps.common.scope import SystemJob, system_scope
from apps.inventory.enums import SiteType
from tests.inventory.factories import bind, make_site
from tests.logistics.factories import make_road

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from tests.browser import Browser

pytestmark = pytest.mark.django_db
START = "/logistics/workplace/"


def test_a_person_of_two_sites_comes_back_to_the_one_of_last_time(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    road = make_road(organisation)
    second = make_site(organisation, SiteType.SERVICE_CENTRE)
    bind(road.keeper, second)
    with system_scope(SystemJob.MAINTENANCE):
        browser = signed_in(User.objects.get(pk=road.keeper.person_id))
    first, *_others = sorted((road.warehouse, second), key=lambda site: site.name)
    last = second if first == road.warehouse else road.warehouse
    assert browser.get(START)["Location"] == f"{START}{first.uid}/"
    browser.get(f"{START}{last.uid}/")
    assert browser.get(START)["Location"] == f"{START}{last.uid}/"
    # A place of others, or a text that is none, leads to the first of the own.
    for text in (str(road.centre.uid), "nonsense", ""):
        browser.cookies["nh_workplace"] = text
        assert browser.get(START)["Location"] == f"{START}{first.uid}/"
