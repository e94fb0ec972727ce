"""The API of the service centre: the same services, refusals with code and field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import User
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from tests.service_centre.factories import Workshop

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/service"


def _as(actor: Actor) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.SIGN_IN):
        user = User.objects.get(pk=actor.person_id)
    browser.sign_in_as(user)
    return browser


def test_a_repair_is_led_by_the_api(workshop: Workshop) -> None:
    browser = _as(workshop.technician)
    made = browser.post(f"{ROOT}/orders/", {"unit": str(workshop.units[0].uid), "complaint_code": "noise"})
    assert (made.status_code, made.json()["order"]["state"]) == (201, "opened")
    here = f"{ROOT}/orders/{made.json()['order']['uid']}"
    found = browser.post(f"{here}/diagnose/", {"findings": [{"code": "fan", "position": 2}]})
    assert found.json()["findings"] == [{"code": "fan", "position": 2, "note": ""}]
    issue = {"article": workshop.fan.article, "bin": "A", "quantity": "2", "payer": "host"}
    issued = browser.post(f"{here}/parts/", issue)
    assert issued.json()["parts"][0]["quantity"] == "2.000"
    line = issued.json()["parts"][0]["uid"]
    assert (
        browser.post(f"{here}/return-part/", {"line": line, "quantity": "1"}).json()["parts"][0]["returned"] == "1.000"
    )
    answers = [browser.post(f"{here}/step/", {"verb": verb}) for verb in ("start", "test", "finish")]
    assert [answer.json()["order"]["state"] for answer in answers] == ["in_work", "testing", "repair_done"]


def test_a_refusal_names_its_code_and_figures(workshop: Workshop) -> None:
    browser = _as(workshop.technician)
    made = browser.post(f"{ROOT}/orders/", {"unit": str(workshop.units[0].uid), "complaint_code": "noise"})
    here = f"{ROOT}/orders/{made.json()['order']['uid']}"
    wrong = browser.post(f"{here}/step/", {"verb": "finish"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "service_wrong_state")
    browser.post(f"{here}/diagnose/", {"findings": [{"code": "fan"}]})
    short = browser.post(f"{here}/parts/", {"article": workshop.fan.article, "bin": "A", "quantity": "9"})
    assert (short.status_code, short.json()["code"]) == (409, "service_not_enough")
    again = browser.post(f"{ROOT}/orders/", {"unit": str(workshop.units[0].uid), "complaint_code": "noise"})
    assert (again.status_code, again.json()["code"]) == (409, "service_order_open")


def test_parts_are_received_and_the_ledger_is_read(workshop: Workshop) -> None:
    browser = _as(workshop.warehouse)
    body = {"site": str(workshop.site.uid), "bin": "B", "quantity": "2", "price": "10.00", "document": "INV-7"}
    got = browser.post(f"{ROOT}/parts/{workshop.fan.uid}/receive/", body)
    assert (got.status_code, got.json()["held"]) == (200, "7.000")
    ledger = browser.get(f"{ROOT}/stock-movements/", {"part__uid": str(workshop.fan.uid), "kind": "receipt"})
    assert {row["document"] for row in ledger.json()["results"]} == {"INV-1", "INV-7"}
    piece = browser.get(f"{ROOT}/components/", {"serial": "HB-0002"}).json()["results"][0]
    assert (piece["state"], piece["bin"]) == ("in_stock", "A")
