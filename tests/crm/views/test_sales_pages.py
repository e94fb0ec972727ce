"""Pages of sales: what a person sees and does, and what is refused at its place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.enums import DealStatus
from apps.crm.models import Activity, Client, Deal, Lead, ReferralLink, Stage
from apps.crm.services import landing
from tests.browser import Browser
from tests.crm.factories import make_contract
from tests.crm.sales_factories import make_activity, make_deal, make_lead, make_link, stage_of
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from apps.accounts.models import Organisation, User
    from apps.crm.models import Client as Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_visitors() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(organisation: Organisation) -> User:
    """Return a manager."""
    return make_user(organisation)


@pytest.fixture
def page(person: User, signed_in: Callable[[User], Browser]) -> Browser:
    """Return the manager's browser."""
    return signed_in(person)


def _only(model: type[Lead | Deal | Activity | Client]) -> object:
    with system_scope(SystemJob.MAINTENANCE):
        return model.objects.get()


def test_a_lead_is_entered_edited_in_place_and_converted_in_three_steps(
    organisation: Organisation, page: Browser
) -> None:
    answer = page.post("/leads/new/", {"name": "Анна", "phone": "+7 916 823-34-54", "power_kw": "40"})
    lead = _only(Lead)
    assert isinstance(lead, Lead)
    assert (answer.status_code, answer["Location"]) == (302, f"/leads/{lead.uid}/")
    kept = page.post(f"/leads/{lead.uid}/fields/next_step/", {"version": "1", "value": "Send the offer"})
    assert (kept.status_code, "Send the offer" in kept.content.decode()) == (200, True)
    stale = page.post(f"/leads/{lead.uid}/fields/next_step/", {"version": "1", "value": "Another"})
    assert (stale.status_code, "Another" in stale.content.decode()) == (422, True)
    made = page.post(
        f"/leads/{lead.uid}/convert/",
        {"version": "2", "client": "", "type": "person", "name": "Анна Климова", "title": "40 kW", "currency": "RUB"},
    )
    deal = _only(Deal)
    assert isinstance(deal, Deal)
    assert (made.status_code, made["Location"], deal.next_step) == (302, f"/deals/{deal.uid}/", "Send the offer")
    for address in (f"/deals/{deal.uid}/", f"/leads/{lead.uid}/", "/leads/", "/deals/", "/deals/board/", "/today/"):
        assert (address, page.get(address).status_code) == (address, 200)


def test_a_known_phone_is_hinted_at_while_it_is_typed(organisation: Organisation, page: Browser) -> None:
    lead = make_lead(organisation, phone="+7 916 823-34-54")
    shown = page.get("/leads/check/?phone=8 916 823 34 54").content.decode()
    assert (str(lead.uid) in shown, page.get("/leads/check/?phone=8 9").content.decode().strip()) == (True, "")


def test_a_wrong_lead_keeps_what_was_typed(page: Browser) -> None:
    answer = page.post("/leads/new/", {"name": "Анна", "email": "not an address"})
    text = answer.content.decode()
    assert (answer.status_code, 'value="Анна"' in text, 'value="not an address"' in text) == (422, True, True)


def test_a_deal_is_moved_on_the_board_and_a_stale_move_shows_the_board_as_it_is(
    organisation: Organisation, page: Browser
) -> None:
    deal, second = make_deal(organisation), stage_of(organisation, DealStatus.OPEN, 1)
    htmx = {"HX-Request": "true", "HX-Target": "board"}
    sent = {"stage": str(second.uid), "version": "1"}
    moved = page.post(f"/deals/{deal.uid}/move/", sent, headers=htmx)
    assert (moved.status_code, f'data-moved="{deal.uid}"' in moved.content.decode()) == (200, True)
    third = stage_of(organisation, DealStatus.OPEN, 2)
    stale = page.post(f"/deals/{deal.uid}/move/", {"stage": str(third.uid), "version": "1"}, headers=htmx)
    kept = _only(Deal)
    assert isinstance(kept, Deal)
    assert (stale.status_code, kept.stage_id) == (409, second.pk)


def test_losing_a_deal_asks_why_in_the_dialog(organisation: Organisation, page: Browser) -> None:
    deal, lost = make_deal(organisation), stage_of(organisation, DealStatus.LOST)
    asked = page.get(f"/deals/{deal.uid}/move/?stage={lost.uid}&back=board")
    refused = page.post(f"/deals/{deal.uid}/move/", {"stage": str(lost.uid), "version": "1", "reason": ""})
    assert (asked.status_code, refused.status_code) == (200, 422)
    page.post(f"/deals/{deal.uid}/move/", {"stage": str(lost.uid), "version": "1", "reason": "too dear"})
    kept = _only(Deal)
    assert isinstance(kept, Deal)
    assert (kept.status, kept.lost_reason) == ("lost", "too dear")


def test_an_activity_is_written_changed_and_done_in_the_stream(
    organisation: Organisation, person: User, page: Browser, customer: Customer
) -> None:
    add = f"/stream/client/{customer.uid}/add/"
    due = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    refused = page.post(add, {"kind": "task", "title": "Call them"})
    assert (refused.status_code, 'value="Call them"' in refused.content.decode()) == (422, True)
    page.post(add, {"kind": "task", "title": "Call them", "due_at": due, "remind": "60"})
    task = _only(Activity)
    assert isinstance(task, Activity)
    assert task.remind_at is not None
    assert task.due_at is not None
    assert (task.owner_id, task.due_at - task.remind_at) == (person.pk, timedelta(hours=1))
    edit = f"/activities/{task.uid}/"
    assert page.get(edit).status_code == 200
    page.post(edit, {"version": "1", "kind": "task", "title": "Call again", "due_at": due, "remind": ""})
    page.post(f"{edit}done/", {"version": "2"})
    kept = _only(Activity)
    assert isinstance(kept, Activity)
    assert (kept.title, kept.remind_at, kept.is_waiting) == ("Call again", None, False)
    shown = page.get(f"/stream/client/{customer.uid}/?kind=task").content.decode()
    hidden = page.get(f"/stream/client/{customer.uid}/?kind=call").content.decode()
    assert ("Call again" in shown, "Call again" in hidden) == (True, False)
    assert page.get(f"/clients/{customer.uid}/").status_code == 200


def test_an_expiring_contract_is_listed_and_renewed_once(
    organisation: Organisation, page: Browser, customer: Customer
) -> None:
    contract = make_contract(customer, max_power_kw="70", ends_on=str((clock.now() + timedelta(days=20)).date()))
    assert contract.number is not None
    shown = page.get("/contracts/expiring/?days=30").content.decode()
    first, again = (page.post(f"/contracts/{contract.uid}/renew/") for _time in range(2))
    deal = _only(Deal)
    assert isinstance(deal, Deal)
    assert (contract.number in shown, first["Location"], again["Location"]) == (
        True, f"/deals/{deal.uid}/", f"/deals/{deal.uid}/",
    )  # fmt: skip


def test_stages_are_configured_on_a_page(organisation: Organisation, signed_in: Callable[[User], Browser]) -> None:
    page = signed_in(make_user(organisation, Role.ADMIN))
    page.post("/sales/settings/")
    assert page.get("/sales/settings/").status_code == 200
    refused = page.post("/sales/settings/stages/add/", {"new-name_en": "Visit", "new-probability": "100"})
    page.post("/sales/settings/stages/add/", {"new-name_en": "Visit", "new-probability": "60"})
    with system_scope(SystemJob.MAINTENANCE):
        visit = Stage.objects.get(name__en="Visit")
        before = visit.position
    page.post(f"/sales/settings/stages/{visit.uid}/shift/", {"to": "up"})
    page.post(
        f"/sales/settings/stages/{visit.uid}/", {"version": "1", "name_en": "Visit of the site", "probability": "55"}
    )
    with system_scope(SystemJob.MAINTENANCE):
        visit.refresh_from_db()
    assert (refused.status_code, visit.position < before, visit.probability, visit.name) == (
        422, True, 55, {"en": "Visit of the site"},
    )  # fmt: skip


def test_a_broker_sees_own_links_and_leads_and_the_qr_code(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    broker = make_user(organisation, Role.BROKER)
    own, other = make_lead(organisation, actor_for(broker)), make_lead(organisation)
    page = signed_in(broker)
    listed = page.get("/leads/").content.decode()
    assert (str(own.uid) in listed, str(other.uid) in listed) == (True, False)
    page.post("/referrals/new/", {"title": "Mine", "code": "Autumn-26"})
    with system_scope(SystemJob.MAINTENANCE):
        link = ReferralLink.objects.get()
    shown = page.get(f"/referrals/{link.uid}/").content.decode()
    picture = page.get(f"/referrals/{link.uid}/qr.svg")
    assert (f"/request/{organisation.slug}/?ref=autumn-26" in shown, picture["Content-Type"]) == (True, "image/svg+xml")
    assert page.get(f"/referrals/{make_link(organisation).uid}/").status_code == 404


def test_a_visitor_by_a_link_is_counted_once_remembered_and_thanked(organisation: Organisation) -> None:
    link, later = make_link(organisation), make_link(organisation)
    visitor, address = Browser(), f"/request/{organisation.slug}/"
    for code in (link.code, link.code, later.code):
        assert visitor.get(f"{address}?ref={code}").status_code == 200
    with system_scope(SystemJob.MAINTENANCE):
        assert {one.code: one.visits for one in ReferralLink.objects.all()} == {link.code: 1, later.code: 0}
    token = landing.new_token(organisation.slug)
    sent = {"name": "<b>Анна</b>", "phone": "+79168233454", "consent": "on", "token": token}
    with time_machine.travel(clock.now() + timedelta(seconds=20), tick=False):
        refused = visitor.post(address, sent | {"consent": ""})
        answer = visitor.post(address, sent)
    thanks = visitor.get(answer["Location"]).content.decode()
    lead = _only(Lead)
    assert isinstance(lead, Lead)
    assert (refused.status_code, answer.status_code, "Анна" in thanks, lead.referral_id) == (422, 302, False, link.pk)
    too_long = visitor.post(address, {"message": "x" * 40_000})
    assert (visitor.get("/request/nobody/").status_code, too_long.status_code) == (404, 413)


@pytest.mark.parametrize("address", ["/leads/", "/deals/", "/activities/"])
def test_the_lists_ask_the_same_number_of_queries_whatever_they_hold(
    organisation: Organisation, page: Browser, customer: Customer, address: str
) -> None:
    counts = []
    for _round in range(2):
        lead = make_lead(organisation)
        make_activity(organisation, make_deal(organisation, customer, lead=lead))
        with CaptureQueriesContext(connection) as asked:
            assert page.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
