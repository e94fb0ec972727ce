"""Pages of brokers, plans, the ledger and payout acts: what a person sees, types and gets."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import LegalEntity
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.documents.engine import text_of
from apps.crm.models import Attribution, Broker, CommissionEntry, CommissionPlan, Payout
from tests.crm.broker_factories import join, make_broker, make_plan, pay
from tests.crm.factories import make_client, make_contract
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from apps.crm.models import Client
    from tests.browser import Browser

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN))


@pytest.fixture
def broker(organisation: Organisation, customer: Client) -> Broker:
    """Return a broker with two accruals of 50 and 100 roubles."""
    made = make_broker(organisation)
    contract = make_contract(customer)
    join(made, contract, make_plan(organisation))
    pay(contract, "1000", "СЧ-1")
    pay(contract, "2000", "СЧ-2")
    return made


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_broker_is_entered_and_a_wrong_number_told_at_its_field(browser: Browser) -> None:
    typed = {"kind": "broker", "legal_form": "legal_entity", "name": "ООО «Посредник»", "inn": "7707083894"}
    refused = browser.post(reverse("crm:broker_new"), typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["inn"])
    assert 'value="7707083894"' in _text(refused)
    made = browser.post(reverse("crm:broker_new"), typed | {"inn": "7707083893"})
    with system_scope(SystemJob.MAINTENANCE):
        broker = Broker.objects.get()
    assert (made["Location"], broker.inn) == (reverse("crm:broker", args=[broker.uid]), "7707083893")
    assert "ООО «Посредник»" in _text(browser.get(made["Location"]))


def test_a_plan_is_made_given_to_a_broker_and_put_away(browser: Browser, organisation: Organisation) -> None:
    typed = {
        "name_ru": "Пять", "name_zh": "五", "name_en": "Five", "audience": "broker", "basis": "each_payment",
        "currency": "RUB", "percent": "5", "cap_scope": "month", "valid_from": "2026-01-01",
    }  # fmt: skip
    assert browser.post(reverse("crm:plan_new"), typed | {"percent": "500"}).status_code == 422
    browser.post(reverse("crm:plan_new"), typed)
    with system_scope(SystemJob.MAINTENANCE):
        plan = CommissionPlan.objects.get()
    broker = make_broker(organisation)
    terms = {"plan": plan.uid, "share_percent": "100", "valid_from": "2026-01-01"}
    assert browser.post(reverse("crm:broker_terms", args=[broker.uid]), terms).status_code == 302
    assert "Five" in _text(browser.get(reverse("crm:broker", args=[broker.uid])))
    browser.post(reverse("crm:plan_version", args=[plan.uid]), typed | {"percent": "7", "valid_from": "2026-06-01"})
    assert len(browser.get(reverse("crm:plan", args=[plan.uid])).context["versions"]) == 2
    archive, plan = reverse("crm:plan_archive", args=[plan.uid]), _stored(plan)
    browser.post(archive, {"version": plan.version})
    assert not _stored(plan).is_archived  # a broker earns by it
    another = terms | {"plan": make_plan(organisation).uid, "valid_from": "2026-07-01"}
    browser.post(reverse("crm:broker_terms", args=[broker.uid]), another)
    browser.post(archive, {"version": plan.version})
    assert _stored(plan).is_archived


def _stored(plan: CommissionPlan) -> CommissionPlan:
    with system_scope(SystemJob.MAINTENANCE):
        return CommissionPlan.objects.get(pk=plan.pk)


def test_a_client_is_a_brokers_until_a_day_and_never_two_brokers_at_once(
    browser: Browser, organisation: Organisation, customer: Client
) -> None:
    first, second = make_broker(organisation), make_broker(organisation)
    page = reverse("crm:broker_client_add", args=[first.uid])
    make_client(organisation, name="ООО «Орёл»")
    make_client(organisation, name="ООО «Орёл и Ко»")
    errors = [
        browser.post(page, {"client": text, "since": "2026-01-01"}).context["form"].errors["client"]
        for text in ("орёл", "нет такого")
    ]
    assert [("ООО «Орёл и Ко»" in str(one), str(one).count("ООО")) for one in errors] == [(True, 2), (False, 0)]
    typed = {"client": customer.inn, "since": "2026-01-01"}
    assert browser.post(reverse("crm:broker_client_add", args=[first.uid]), typed).status_code == 302
    taken = browser.post(reverse("crm:broker_client_add", args=[second.uid]), typed)
    assert taken.status_code in (409, 422)
    with system_scope(SystemJob.MAINTENANCE):
        attribution = Attribution.objects.get()
    browser.post(reverse("crm:attribution_end", args=[attribution.uid]), {"until": "2026-03-01"})
    with system_scope(SystemJob.MAINTENANCE):
        attribution.refresh_from_db()
        assert attribution.during.upper == date(2026, 3, 1)


def test_a_payment_is_recorded_once_and_a_credit_takes_its_part_back(
    browser: Browser, organisation: Organisation, customer: Client
) -> None:
    contract = make_contract(customer)
    join(make_broker(organisation), contract, make_plan(organisation))
    typed = {
        "contract": contract.number, "amount": "1000", "currency": "RUB", "paid_on": "2026-03-10", "reference": "СЧ-7",
    }  # fmt: skip
    page = browser.post(reverse("crm:payment_new"), typed)["Location"]
    assert browser.post(reverse("crm:payment_new"), typed)["Location"] == page
    assert "СЧ-7" in _text(browser.get(page))
    credit = {"amount": "500", "credited_on": "2026-04-01", "reference": "К-1", "reason": "power was off"}
    assert browser.post(f"{page}credit/", credit | {"amount": "5000"}).status_code == 422
    assert browser.post(f"{page}credit/", credit).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        assert [line.amount for line in CommissionEntry.objects.order_by("pk")] == [D("50.00"), D("-25.00")]


def test_an_act_is_drafted_issued_read_and_paid_on_its_page(browser: Browser, broker: Broker) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        lines = [str(line.uid) for line in CommissionEntry.objects.order_by("pk")]
        entity = LegalEntity.objects.get(organisation_id=broker.organisation_id)
    new = reverse("crm:broker_payout", args=[broker.uid])
    assert browser.post(new, {"entries": [], "legal_entity": entity.uid}).status_code == 422
    page = browser.post(new, {"entries": lines, "legal_entity": entity.uid})["Location"]
    assert browser.get(f"{page}document/").status_code == 404
    browser.post(f"{page}issue/", {"version": "1"})
    with system_scope(SystemJob.MAINTENANCE):
        act = Payout.objects.get()
    assert (act.number, act.total) == ("ВП-1", D("150.00"))
    assert "ВП-1" in text_of(browser.get(f"{page}document/").content)
    browser.post(f"{page}pay/", {"version": "2", "paid_on": str(act.issued_on), "payment_reference": "П-9"})
    with system_scope(SystemJob.MAINTENANCE):
        act.refresh_from_db()
        assert (act.status, act.payment_reference) == ("paid", "П-9")
    assert browser.post(f"{page}frame/").status_code == 404


def test_a_broker_sees_the_own_desk_and_acts_and_nobody_elses(
    organisation: Organisation, customer: Client, signed_in: Callable[[User], Browser], browser: Browser
) -> None:
    user = make_user(organisation, Role.BROKER)
    mine, other = make_broker(organisation, user=user), make_broker(organisation)
    plan = make_plan(organisation)
    own, foreign = make_contract(customer), make_contract(make_client(organisation))
    join(mine, own, plan)
    join(other, foreign, plan)
    pay(own, "1000", "СЧ-МОЯ")
    pay(foreign, "1000", "СЧ-ЧУЖАЯ")
    desk = signed_in(user)
    assert desk.get(reverse("crm:own_broker")).context["desk"].client_count == 1
    ledger = _text(desk.get(reverse("crm:own_accruals")))
    assert ("СЧ-МОЯ" in ledger, "СЧ-ЧУЖАЯ" in ledger) == (True, False)
    assert desk.get(reverse("crm:own_broker_chart")).json()["unit"] == "RUB"
    refused = [reverse(f"crm:{name}") for name in ("brokers", "commissions", "payments", "payouts", "plan_new")]
    assert {desk.get(address).status_code for address in refused} == {403}
    assert desk.get(reverse("crm:broker", args=[other.uid])).status_code == 403


def test_a_broker_without_a_card_is_told_so(organisation: Organisation, signed_in: Callable[[User], Browser]) -> None:
    page = signed_in(make_user(organisation, Role.BROKER)).get(reverse("crm:own_broker"))
    assert (page.status_code, page.templates[0].name) == (200, "crm/broker_desk_none.html")


@pytest.mark.parametrize("route", ["brokers", "commissions", "payments", "payouts", "plans"])
def test_a_list_asks_the_same_number_of_queries_however_many_rows_there_are(
    browser: Browser, organisation: Organisation, broker: Broker, route: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse(f"crm:{route}")).status_code == 200
            return len(captured)

    asked()
    before = asked()
    for number in range(3):
        contract = make_contract(make_client(organisation))
        join(make_broker(organisation), contract, make_plan(organisation))
        pay(contract, "700", f"СЧ-Д{number}")
    assert asked() == before


def test_lines_and_payments_are_found_by_reference_broker_client_and_contract(
    browser: Browser, organisation: Organisation, broker: Broker, customer: Client
) -> None:
    other = make_contract(make_client(organisation, name="ООО «Полюс»"))
    join(make_broker(organisation, name="ИП Посредников"), other, make_plan(organisation))
    pay(other, "700", "СЧ-ПОЛЮС-9")

    def found(route: str, text: str) -> set[str]:
        rows = browser.get(reverse(f"crm:{route}"), {"q": text}).context["table_rows"]
        return {str(getattr(row["row"], "payment", row["row"])) for row in rows}

    lines = {text: found("commissions", text) for text in ("полюс-9", "посредник", "ООО «Полюс»", broker.name, "нет")}
    assert lines == {
        "полюс-9": {"СЧ-ПОЛЮС-9"}, "посредник": {"СЧ-ПОЛЮС-9"}, "ООО «Полюс»": {"СЧ-ПОЛЮС-9"},
        broker.name: {"СЧ-1", "СЧ-2"}, "нет": set(),
    }  # fmt: skip
    assert [found("payments", text) for text in ("полюс-9", str(other.number), "ООО «Полюс»")] == [{"СЧ-ПОЛЮС-9"}] * 3
