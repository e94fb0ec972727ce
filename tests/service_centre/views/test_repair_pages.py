"""Pages of the service centre: three steps from a scan to a repair, what a client's user sees, files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from apps.accounts.models import User
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.models import Unit
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import OrderState, Payer
from apps.inventory.service_centre.models import RepairAssessment, RepairOrder, RepairPart
from apps.inventory.service_centre.services import Issue
from tests.browser import Browser
from tests.crm.factories import bind_user
from tests.factories import make_user
from tests.pictures import picture
from tests.service_centre.factories import make_order, make_work

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.service_centre.factories import Workshop

pytestmark = pytest.mark.django_db


def _as(actor: Actor) -> Browser:
    """Return a browser of an actor's person."""
    browser = Browser()
    with system_scope(SystemJob.SIGN_IN):
        user = User.objects.get(pk=actor.person_id)
    browser.sign_in_as(user)
    return browser


@pytest.fixture
def bench(workshop: Workshop) -> Browser:
    """Return the technician's browser."""
    return _as(workshop.technician)


def test_a_scan_leads_to_a_new_order_then_to_the_order_that_is_open(workshop: Workshop, bench: Browser) -> None:
    unit = workshop.units[0]
    first = bench.get("/service/", {"q": unit.serial})
    assert (first.status_code, first["Location"]) == (302, f"/service/orders/new/?unit={unit.uid}")
    opened = bench.post(first["Location"], {"complaint_code": "no_power", "brought_by": "Иванов"})
    assert opened.status_code == 302
    again = bench.get("/service/", {"q": unit.serial[-4:]})
    assert again["Location"] == opened["Location"]
    assert bench.get("/service/", {"q": "РЕМ-1"})["Location"] == opened["Location"]


def test_a_scanned_article_or_board_leads_to_its_part(workshop: Workshop, bench: Browser) -> None:
    assert bench.get("/service/", {"q": workshop.fan.article})["Location"] == f"/service/parts/{workshop.fan.uid}/"
    assert bench.get("/service/", {"q": "hb-0001"})["Location"] == f"/service/parts/{workshop.board.uid}/"
    unknown = bench.get("/service/", {"q": "ZZZZ99"})
    assert unknown.status_code == 200


def test_a_repair_is_led_from_diagnosis_to_its_end_by_the_pages(workshop: Workshop, bench: Browser) -> None:
    order = make_order(workshop)
    here = f"/service/orders/{order.uid}"
    bench.post(f"{here}/diagnosis/", {"findings": ["fan", "hashboard"], "boards": "1, 3", "fans": "2"})
    bench.post(f"{here}/works/", {"work": workshop.work.pk, "quantity": 1, "payer": ""})
    bench.post(f"{here}/parts/", {"code": workshop.fan.article.lower(), "quantity": 2, "payer": ""})
    bench.post(f"{here}/parts/", {"code": "hb-0001", "quantity": 1, "position": 1, "payer": "warranty"})
    for step in ("start", "test"):
        bench.post(f"{here}/{step}/")
    done = bench.post(f"{here}/finish/", {"conclusion": "runs", "warranty_days": 14})
    assert done.status_code == 302
    with scope(workshop.admin):
        kept = RepairOrder.objects.get(pk=order.pk)
        found = sorted((one.code, one.position) for one in kept.repairfindings.all())
        parts = list(RepairPart.objects.filter(order=kept).values_list("quantity", "payer", "bin"))
        assert Unit.objects.get(pk=order.unit_id).state == "stored"
    assert (kept.state, found) == (OrderState.DONE, [("fan", 2), ("hashboard", 1), ("hashboard", 3)])
    assert [(int(quantity), payer, place) for quantity, payer, place in parts] == [
        (2, "host", "A"),
        (1, "warranty", "A"),
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"findings": ["hashboard"], "boards": "one"}, "boards"), ({"findings": [], "note": "kept words"}, "findings")],
)
def test_a_wrong_diagnosis_is_refused_at_its_field_and_keeps_what_was_typed(
    workshop: Workshop, bench: Browser, typed: dict[str, Any], field: str
) -> None:
    order = make_order(workshop)
    answer = bench.post(f"/service/orders/{order.uid}/diagnosis/", typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"]["note"].value() == typed.get("note")


def test_a_form_that_comes_twice_issues_one_part(workshop: Workshop, bench: Browser) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    for _ in range(2):
        bench.post(
            f"/service/orders/{order.uid}/parts/", {"code": workshop.fan.article, "quantity": 1}, key="the-same-form"
        )
    with scope(workshop.admin):
        assert RepairPart.objects.filter(order=order).count() == 1


def test_a_part_that_is_not_there_is_told_and_nothing_is_written(workshop: Workshop, bench: Browser) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    for code, quantity in ((workshop.fan.article, 6), ("100%-GHOST", 1)):
        answer = bench.post(f"/service/orders/{order.uid}/parts/", {"code": code, "quantity": quantity}, follow=True)
        assert answer.status_code == 200
    with scope(workshop.admin):
        assert RepairPart.objects.count() == 0


def test_a_clients_user_sees_the_state_and_what_the_client_pays_and_nothing_else(
    organisation: Organisation, workshop: Workshop
) -> None:
    ours = make_work(organisation.pk, name="Ours alone", price=7777)
    order = make_order(workshop, state=OrderState.DIAGNOSED)
    with scope(workshop.admin) as by:
        services.add_work(order, workshop.work, by=by, payer=Payer.CLIENT)
        services.add_work(order, ours, by=by)
        services.issue_part(order, Issue(workshop.fan, workshop.bin, payer=Payer.HOST), by=by)
        services.ask_approval(order, by=by, note="secret of the workshop")
    person = make_user(organisation, Role.CLIENT_ADMIN)
    bind_user(person, workshop.client)
    browser = Browser()
    browser.sign_in_as(person)
    page = browser.get(f"/service/orders/{order.uid}/")
    text = page.content.decode()
    assert (page.status_code, workshop.work.name in text, order.number in text) == (200, True, True)
    assert [word in text for word in ("Ours alone", "secret of the workshop", workshop.fan.name)] == [False] * 3
    assert [payer for payer, _total in page.context["sums"]] == [Payer.CLIENT.label]
    answer = browser.post(f"/service/orders/{order.uid}/approve/", {"note": ""})
    assert answer.status_code == 302
    with scope(workshop.admin):
        assert RepairOrder.objects.get(pk=order.pk).approved_total == 1500
    assert browser.get("/service/orders/").status_code == 200
    assert browser.get("/service/").status_code == 403


def test_another_clients_order_is_not_there(organisation: Organisation, workshop: Workshop) -> None:
    from tests.crm.factories import make_client  # noqa: PLC0415 - used here alone

    order = make_order(workshop)
    person = make_user(organisation, Role.CLIENT_ADMIN)
    bind_user(person, make_client(organisation))
    browser = Browser()
    browser.sign_in_as(person)
    assert browser.get(f"/service/orders/{order.uid}/").status_code == 404
    assert browser.get(f"/api/v1/service/orders/{order.uid}/").status_code == 404


def test_the_act_of_a_closed_repair_names_works_parts_and_the_sum(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.admin) as by:
        services.add_work(order, workshop.work, by=by)
        services.issue_part(order, Issue(workshop.fan, workshop.bin), by=by)
        order = services.finish_order(services.put_on_test(order, by=by), by=by, conclusion="runs")
    answer = _as(workshop.manager).get(f"/service/orders/{order.uid}/act/docx/?language=ru")
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    text = "\n".join([part.text for part in document.paragraphs])
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert (order.number in text, order.unit.serial in text, "Всего к оплате Заказчиком, руб.: 0,00" in text) == (
        True,
    ) * 3
    assert (workshop.work.name in cells, str(workshop.fan) in cells) == (True, True)


@pytest.mark.parametrize(
    ("query", "status", "ending"),
    [
        ("", 200, " en.docx"),
        ("?language=ru", 200, ".docx"),
        ("?language=zh", 200, " zh.docx"),
        ("?language=fr", 404, ""),
    ],
)
def test_the_act_is_had_in_the_language_that_is_asked_for(
    workshop: Workshop, query: str, status: int, ending: str
) -> None:
    order = make_order(workshop, state=OrderState.DONE)
    browser = _as(workshop.manager)
    answer = browser.get(f"/service/orders/{order.uid}/act/docx/{query}")
    assert answer.status_code == status
    if ending:
        name = unquote(answer["Content-Disposition"]).rpartition("''")[2]
        assert name == f"{order.number}{ending}"
        page = browser.get(f"/service/orders/{order.uid}/").content.decode()
        assert f"/service/orders/{order.uid}/act/docx/{query}" in page


def test_photos_are_kept_and_served_to_staff(workshop: Workshop, bench: Browser) -> None:
    order = make_order(workshop)
    file = io.BytesIO(picture())
    file.name = "board.png"
    answer = bench.post(f"/service/orders/{order.uid}/photos/", {"photos": [file], "note": "burnt"})
    assert answer.status_code == 302
    with scope(workshop.admin):
        photo = order.photos.get()
    shown = bench.get(f"/service/photos/{photo.uid}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")


def test_the_assessment_shows_pay_back_and_keeps_a_decision(workshop: Workshop, bench: Browser) -> None:
    order = make_order(workshop, state=OrderState.DIAGNOSED)
    typed = {
        "repair_cost": 18000, "income_after_day": 500, "income_now_day": 200, "resale_value": 6000, "horizon_days": 180,
    }  # fmt: skip
    here = f"/service/orders/{order.uid}/assessment/"
    shown = bench.post(here, typed | {"decision": ""})
    assert (shown.status_code, shown.context["verdict"].payback_days) == (200, 60)
    refused = bench.post(here, typed | {"decision": "sell"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["why"])
    bench.post(here, typed | {"decision": "repair"})
    with scope(workshop.admin):
        assert RepairAssessment.objects.get(order=order).decision == "repair"


def test_the_queue_asks_the_database_as_often_for_many_orders_as_for_one(workshop: Workshop, bench: Browser) -> None:
    make_order(workshop)
    bench.get("/service/")
    with CaptureQueriesContext(connection) as one:
        bench.get("/service/")
    make_order(workshop, 1)
    with CaptureQueriesContext(connection) as two:
        bench.get("/service/")
    assert len(two) == len(one)


@pytest.mark.parametrize(
    "path",
    [
        "", "board/", "orders/", "parts/", "parts/new/", "works/", "works/new/", "movements/", "components/", "counts/",
        "counts/new/", "figures/", "figures/?days=365", "settings/", "parts/?low=yes", "orders/?q=SN",
    ],
)  # fmt: skip
def test_every_page_of_the_administrator_opens(workshop: Workshop, path: str) -> None:
    make_order(workshop, state=OrderState.DONE)
    make_order(workshop, 1, state=OrderState.WAITING_PARTS)
    assert _as(workshop.admin).get(f"/service/{path}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "typed", "held"),
    [
        ("receive", {"quantity": 3, "price": "12.50", "document": "INV-9"}, 8),
        ("correct", {"difference": -2, "reason": "counted"}, 3),
        ("write-off", {"quantity": 1, "reason": "broken"}, 4),
    ],
)
def test_stock_is_moved_by_the_pages(workshop: Workshop, kind: str, typed: dict[str, Any], held: int) -> None:
    place = {"site": workshop.site.pk, "bin": "A"}
    answer = _as(workshop.warehouse).post(f"/service/parts/{workshop.fan.uid}/stock/{kind}/", place | typed)
    assert answer.status_code == 302
    with scope(workshop.admin):
        assert int(workshop.fan.stock.get(bin="A").quantity) == held


def test_the_workplace_of_the_site_shows_its_queue_and_a_unit_its_repairs(workshop: Workshop, bench: Browser) -> None:
    order = make_order(workshop, state=OrderState.TESTING)
    place = bench.get(f"/logistics/workplace/{workshop.site.uid}/").content.decode()
    assert f"/service/?state=testing&amp;site={workshop.site.uid}" in place
    unit = bench.get(f"/equipment/{order.unit.uid}/").content.decode()
    assert f"/service/orders/{order.uid}/" in unit


def test_a_sheet_is_counted_and_closed_by_the_pages(workshop: Workshop) -> None:
    keeper = _as(workshop.warehouse)
    sheet = keeper.post("/service/counts/new/", {"site": workshop.site.pk})["Location"]
    keeper.post(sheet, {"code": workshop.fan.article, "bin": "A", "quantity": 4})
    assert keeper.get(sheet).status_code == 200
    keeper.post(f"{sheet}close/")
    with scope(workshop.admin):
        assert int(workshop.fan.stock.get(bin="A").quantity) == 4
