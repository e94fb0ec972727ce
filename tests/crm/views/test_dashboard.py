"""The sales dashboard: figures with the span before, charts, files, and how little it asks of the database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.models import Contract, Deal, Lead, Pipeline, Stage, StageChange
from apps.crm.rules.spans import Span
from apps.crm.selectors.dashboard import book, selling
from apps.crm.selectors.dashboard.figures import figures
from apps.crm.selectors.dashboard.question import Question
from apps.crm.views.dashboard import CHARTS
from tests.crm.factories import make_client, make_contract
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client as Browser

    from apps.accounts.models import Organisation, User
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
SPAN = Span(date(2026, 6, 1), date(2026, 6, 30))
NAMES = ("ru", "zh", "en")


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _name(text: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, text)


@pytest.fixture
def stages(organisation: Organisation) -> list[Stage]:
    """Return the stages of a pipeline: two open ones, won, lost."""
    with system_scope(SystemJob.MAINTENANCE):
        pipeline = Pipeline.objects.filter(organisation=organisation, is_default=True).first()
        if pipeline is None:
            pipeline = Pipeline.objects.create(organisation=organisation, name=_name("Sales"), is_default=True)
        Stage.objects.filter(pipeline=pipeline, kind="open").update(is_active=False)
        rows = [("Talk", "open", 101, 20), ("Offer", "open", 102, 60)]
        made = [
            Stage.objects.create(
                organisation=organisation, pipeline=pipeline, name=_name(name), kind=kind, position=at, probability=p
            )
            for name, kind, at, p in rows
        ]
        for kind, at, p in (("won", 103, 100), ("lost", 104, 0)):
            end, _new = Stage.objects.get_or_create(
                organisation=organisation, pipeline=pipeline, kind=kind,
                defaults={"name": _name(kind), "position": at, "probability": p},
            )  # fmt: skip
            end.position = at
            end.save()
            made.append(end)
        return made


def _deal(organisation: Organisation, path: list[Stage], opened: date, **values: Any) -> Deal:
    """Make a deal that went through these stages, a day each."""
    with system_scope(SystemJob.MAINTENANCE):
        last = path[-1]
        closed = _at(opened + timedelta(days=len(path) - 1)) if last.kind != "open" else None
        deal = Deal.objects.create(
            organisation=organisation, title="Deal", client=make_client(organisation), pipeline=last.pipeline,
            stage=last, status=last.kind, entered_stage_at=_at(opened), opened_at=_at(opened), closed_at=closed,
            probability=last.probability, lost_reason="price" if last.kind == "lost" else "", **values,
        )  # fmt: skip
        for number, stage in enumerate(path):
            StageChange.objects.create(
                organisation=organisation, deal=deal, from_stage=path[number - 1] if number else None, to_stage=stage,
                at=_at(opened + timedelta(days=number)), by_label="x",
            )  # fmt: skip
        return deal


def _lead(organisation: Organisation, came: date) -> Lead:
    with system_scope(SystemJob.MAINTENANCE):
        return Lead.objects.create(organisation=organisation, name="Somebody", came_at=_at(came))


def _asked(actor: Actor, **values: Any) -> Question:
    return Question(actor, values.get("span", SPAN), TODAY, values.get("manager_id"))


def test_figures_stand_beside_those_of_the_span_before(
    manager: Actor, organisation: Organisation, stages: list[Stage]
) -> None:
    talk, offer, won, lost = stages
    _deal(organisation, [talk, offer, won], date(2026, 6, 2), monthly_income=Decimal(300), power_kw=Decimal(30))
    _deal(organisation, [talk, lost], date(2026, 6, 3))
    _deal(organisation, [talk, won], date(2026, 5, 3), monthly_income=Decimal(100))
    _deal(organisation, [talk, offer], date(2026, 6, 5), monthly_income=Decimal(1000), power_kw=Decimal(140))
    for came in (date(2026, 6, 1), date(2026, 6, 30), date(2026, 5, 31)):
        _lead(organisation, came)
    with scope(manager):
        found = figures(_asked(manager))
    told = {name: (pair.now, pair.before) for name, pair in found.items()}
    assert told["leads"] == (2, 1)
    assert (told["won"], told["lost"], told["win_rate"]) == ((1, 1), (1, 0), (Decimal(50), Decimal(100)))
    assert (told["average_deal"], told["velocity"][0]) == ((Decimal(300), Decimal(100)), Decimal(2))
    assert (told["open_deals"][0], told["pipeline"][0], told["weighted"][0]) == (1, Decimal(1000), Decimal(600))
    assert told["pipeline_kw"][0] == Decimal(140)


def test_income_under_contract_is_tariff_times_power_times_hours_and_ends_with_the_contract(
    manager: Actor, organisation: Organisation
) -> None:
    for starts, ends in ((date(2026, 4, 10), None), (date(2026, 5, 1), date(2026, 6, 20))):
        make_contract(
            make_client(organisation),
            tariff_rate="5",
            max_power_kw="100",
            signed_on=starts,
            starts_on=starts,
            ends_on=ends,
        )
    make_contract(make_client(organisation), tariff_rate="5", max_power_kw="100", registered=False)
    span = Span(date(2026, 3, 1), date(2026, 7, 31))
    one = 5 * 100 * 720
    with scope(manager):
        chart = book.income(_asked(manager, span=span))
        assert list(chart.series[0].values) == [0, one, 2 * one, one, one]
        found = figures(_asked(manager))
        assert (found["contract_income"].now, found["contract_income"].before) == (2 * one, 2 * one)
        assert (found["in_force"].now, found["lost_kw"].now) == (2, Decimal(100))


def test_the_funnel_counts_a_deal_at_every_stage_it_passed_even_one_it_skipped(
    manager: Actor, organisation: Organisation, stages: list[Stage]
) -> None:
    talk, offer, won, lost = stages
    _deal(organisation, [talk], date(2026, 6, 1))
    _deal(organisation, [talk, won], date(2026, 6, 1))
    _deal(organisation, [talk, offer, lost], date(2026, 6, 1))
    _deal(organisation, [talk, offer, won], date(2026, 1, 1))
    with scope(manager):
        chart = selling.funnel(_asked(manager))
    assert list(chart.series[0].values) == [3, 2, 1]


def test_a_manager_narrows_every_figure(manager: Actor, organisation: Organisation, stages: list[Stage]) -> None:
    other = make_user(organisation, Role.MANAGER)
    _deal(organisation, [stages[0]], date(2026, 6, 1), owner=other)
    with scope(manager):
        assert figures(_asked(manager, manager_id=other.pk))["open_deals"].now == 1
        assert figures(_asked(manager, manager_id=manager.person_id))["open_deals"].now == 0


def test_another_organisations_rows_count_for_nobody_else(
    manager: Actor, organisation: Organisation, other_organisation: Organisation
) -> None:
    make_contract(make_client(other_organisation))
    make_contract(make_client(organisation), max_power_kw="100", signed_on=date(2026, 1, 1))
    with scope(manager):
        found = figures(Question(manager, Span(date(2026, 1, 1), date(2099, 12, 31)), TODAY))
        assert (found["in_force"].now, found["clients"].now) == (1, 1)


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.MANAGER))


def test_the_page_has_twenty_figures_and_more_and_twelve_charts_and_more(browser: Browser) -> None:
    response = browser.get(reverse("crm:dashboard"))
    text = response.content.decode()
    assert response.status_code == 200
    assert (text.count("nh-kpi-value") >= 20, text.count("data-chart-lazy") >= 12) == (True, True)


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_every_chart_answers_when_there_is_nothing_and_gives_its_table_as_a_file(browser: Browser, name: str) -> None:
    url = reverse("crm:dashboard_chart", args=[name])
    answer = browser.get(url, {"period": "quarter"})
    told = json.loads(answer.content)
    assert (answer.status_code, told["series"]) == (200, [])
    for kind, mark in (("csv", "text/csv"), ("xlsx", "openxml")):
        file = browser.get(url, {"export": kind})
        assert (file.status_code, mark in file["Content-Type"]) == (200, True)
    assert browser.get(url, {"export": "exe"}).status_code == 404


def test_the_page_asks_as_little_for_many_rows_as_for_few(
    browser: Browser, organisation: Organisation, stages: list[Stage]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("crm:dashboard")).status_code == 200
        return len(asked)

    queries()
    few = queries()
    for number in range(5):
        make_contract(make_client(organisation), max_power_kw="100")
        _deal(organisation, [stages[0]], date(2026, 6, 1 + number))
    assert queries() == few


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.BROKER, Role.TECHNICIAN, Role.CLIENT_ADMIN])
def test_who_does_not_sell_is_refused(
    organisation: Organisation, signed_in: Callable[[User], Browser], role: Role
) -> None:
    visitor = signed_in(make_user(organisation, role))
    assert visitor.get(reverse("crm:dashboard")).status_code == 403


def test_a_tile_of_the_map_leads_to_the_clients_of_the_region(browser: Browser, organisation: Organisation) -> None:
    make_client(organisation)  # an INN of Moscow
    page = browser.get(reverse("crm:dashboard")).content.decode()
    address = f"{reverse('crm:clients')}?region=77"
    assert address in page
    assert "Client" in browser.get(address).content.decode()
    with system_scope(SystemJob.MAINTENANCE):
        assert Contract.objects.count() == 0
