"""The settings of the service centre: days on a page of their own, masks among the masks of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditRecord
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.service_centre.models import ServiceSettings
from tests.browser import Browser

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from tests.service_centre.factories import Workshop

pytestmark = pytest.mark.django_db

DAYS = {"version": 1, "promised_days": 7, "repeat_days": 30, "warranty_days": 60, "currency": "RUB"}


def _as(actor: Actor) -> Browser:
    """Return a browser of an actor's person."""
    browser = Browser()
    with system_scope(SystemJob.SIGN_IN):
        user = User.objects.get(pk=actor.person_id)
    browser.sign_in_as(user)
    return browser


def _kept(workshop: Workshop) -> tuple[str, str, int] | None:
    """Return the masks and promised days that are kept."""
    with scope(workshop.admin):
        return ServiceSettings.objects.values_list("order_mask", "count_mask", "promised_days").first()


def _changes() -> int:
    """Return how many changes of settings the record has."""
    with system_scope(SystemJob.MAINTENANCE):
        return AuditRecord.objects.filter(action="inventory.service_settings.change").count()


def test_the_masks_stand_on_the_page_of_the_companys_settings(workshop: Workshop) -> None:
    page = _as(workshop.admin).get("/settings/").content.decode()
    assert page.count('hx-get="/service/settings/masks/sample/"') == 2
    assert ("РЕМ-17" in page, "ИНВ-17" in page) == (True, True)


@pytest.mark.parametrize(("who", "back"), [("admin", "/settings/"), ("manager", "/service/settings/")])
def test_masks_are_changed_and_lead_back_to_where_their_keeper_reads_them(
    workshop: Workshop, who: str, back: str
) -> None:
    browser = _as(getattr(workshop, who))
    answer = browser.post("/service/settings/masks/", {"version": 1, "order_mask": "Р-{N:3}", "count_mask": "И-{N}"})
    assert (answer.status_code, answer["Location"]) == (302, back)
    assert (_kept(workshop), _changes()) == (("Р-{N:3}", "И-{N}", 5), 1)


def test_a_wrong_mask_is_refused_at_its_field_and_nothing_is_kept(workshop: Workshop) -> None:
    browser = _as(workshop.manager)
    answer = browser.post("/service/settings/masks/", {"version": 1, "order_mask": "Р", "count_mask": "И-{N}"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["order_mask"])
    assert (_kept(workshop), _changes()) == (None, 0)
    assert "A mask holds {N} exactly once." in answer.content.decode()


def test_days_are_changed_and_the_masks_stay(workshop: Workshop) -> None:
    answer = _as(workshop.manager).post("/service/settings/", DAYS)
    assert (answer.status_code, answer["Location"]) == (302, "/service/settings/")
    assert _kept(workshop) == ("РЕМ-{N}", "ИНВ-{N}", 7)


def test_a_mask_shows_its_number_while_it_is_typed(workshop: Workshop) -> None:
    answer = _as(workshop.manager).get("/service/settings/masks/sample/", {"order_mask": "РЕМ-{N:5}"})
    assert (answer.status_code, "РЕМ-00017" in answer.content.decode()) == (200, True)
