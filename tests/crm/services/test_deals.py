"""Deals: opening, changing, and every move between kinds of stages."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from apps.common.errors import AccessDenied, Conflict, DomainError, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import DealStatus
from apps.crm.exceptions import AlreadyRenewed, DealHasContract, DealTransitionRefused
from apps.crm.models import Deal, Stage, StageChange
from apps.crm.selectors.deals import BoardFilter, board, deals, stages
from apps.crm.services import (
    add_stage,
    create_deal,
    default_pipeline,
    move_deal,
    order_stages,
    renew_contract,
    update_deal,
    update_stage,
)
from tests.crm.factories import make_client, make_contract
from tests.crm.sales_factories import make_deal, make_lead, put_at, stage_of
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
OPEN, WON, LOST = DealStatus.OPEN, DealStatus.WON, DealStatus.LOST


def test_a_deal_begins_at_the_first_stage_with_its_probability_and_a_line_of_history(
    manager: Actor, customer: Client
) -> None:
    with scope(manager):
        deal = create_deal(
            by=manager, client=customer, title="40 machines", power_kw="140", monthly_income="500 000,50"
        )
        line = StageChange.objects.get()
        assert (deal.status, deal.stage.position, deal.probability, deal.owner_id) == (OPEN, 10, 10, manager.id)
        assert (str(deal.monthly_income), str(deal.weighted_income and deal.weighted_income.amount)) == (
            "500000.50", "50000.05",
        )  # fmt: skip
        assert (line.deal_id, line.from_stage_id, line.to_stage_id, line.by_label) == (
            deal.pk, None, deal.stage_id, manager.label,
        )  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product((OPEN, WON, LOST), (OPEN, WON, LOST))))
def test_every_move_between_kinds_of_stages_goes_by_the_table(
    organisation: Organisation, manager: Actor, before: DealStatus, after: DealStatus
) -> None:
    deal = make_deal(organisation)
    if before is not OPEN:
        deal = put_at(deal, stage_of(organisation, before))
    target = stage_of(organisation, after, 1 if after is OPEN else 0)
    with scope(manager):
        count = StageChange.objects.count()
        if {before, after} == {WON, LOST}:
            with pytest.raises(DealTransitionRefused):
                move_deal(deal, by=manager, stage=target, version=deal.version, reason="why")
            assert (Deal.objects.get().status, StageChange.objects.count()) == (before, count)
            return
        moved = move_deal(deal, by=manager, stage=target, version=deal.version, reason="why")
        same = before is after and before is not OPEN
        assert (moved.status, moved.stage_id, moved.probability) == (after, target.pk, target.probability)
        assert ((moved.closed_at is None), StageChange.objects.count()) == (after is OPEN, count + (not same))


def test_moving_to_where_it_stands_records_nothing_and_a_stale_move_is_refused(
    organisation: Organisation, manager: Actor, actions: Callable[[], list[str]]
) -> None:
    deal, second = make_deal(organisation), stage_of(organisation, OPEN, 1)
    before = actions()
    with scope(manager):
        move_deal(deal, by=manager, stage=deal.stage, version=1)
        assert actions() == before
        move_deal(deal, by=manager, stage=second, version=1)
        with pytest.raises(StaleVersion):
            move_deal(deal, by=manager, stage=stage_of(organisation, OPEN, 2), version=1)
        assert Deal.objects.get().stage_id == second.pk


def test_a_lost_deal_needs_a_reason_and_a_won_one_takes_a_contract_of_its_client_only(
    organisation: Organisation, manager: Actor
) -> None:
    deal = make_deal(organisation)
    assert deal.client is not None
    own, foreign = make_contract(deal.client), make_contract(make_client(organisation))
    with scope(manager):
        with pytest.raises(Invalid) as refusal:
            move_deal(deal, by=manager, stage=stage_of(organisation, LOST), version=1)
        assert refusal.value.field == "reason"
        with pytest.raises(Invalid) as refusal:
            move_deal(deal, by=manager, stage=stage_of(organisation, WON), version=1, contract=foreign)
        assert refusal.value.field == "contract"
        won = move_deal(deal, by=manager, stage=stage_of(organisation, WON), version=1, contract=own)
        assert (won.contract_id, won.probability) == (own.pk, 100)
        with pytest.raises(DealHasContract):
            move_deal(won, by=manager, stage=stage_of(organisation, OPEN), version=2)


def test_the_database_keeps_history_and_the_agreement_of_deal_and_stage(organisation: Organisation) -> None:
    deal = make_deal(organisation)
    won = stage_of(organisation, WON)
    with system_scope(SystemJob.MAINTENANCE):
        for change in (
            lambda: StageChange.objects.update(by_label="x"),
            lambda: StageChange.objects.all().delete(),
            lambda: Deal.objects.filter(pk=deal.pk).update(stage=won),
            lambda: Stage.objects.filter(pk=deal.stage_id).update(kind="lost"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"probability": 101}, "probability"),
        ({"probability": ""}, "probability"),
        ({"monthly_income": "-5"}, "monthly_income"),
        ({"currency": "BTC"}, "currency"),
        ({"hashrate_phs": "1.12345"}, "hashrate_phs"),
        ({"stage": 1}, "stage"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    organisation: Organisation, manager: Actor, actions: Callable[[], list[str]], changes: dict[str, object], field: str
) -> None:
    deal = make_deal(organisation)
    before = actions()
    with scope(manager):
        with pytest.raises(DomainError) as refusal:
            update_deal(deal, by=manager, version=1, changes=changes)
        assert (refusal.value.field, Deal.objects.get().version) == (field, 1)
    assert actions() == before


def test_a_broker_reads_the_deals_of_own_leads_and_changes_none(
    organisation: Organisation, actors: Mapping[Role, Actor], manager: Actor
) -> None:
    broker = actors[Role.BROKER]
    lead, other = make_lead(organisation, broker), make_deal(organisation)
    own = make_deal(organisation, lead=lead)
    with scope(broker):
        assert list(deals(broker)) == [own]
        with pytest.raises(AccessDenied):
            update_deal(own, by=broker, version=1, changes={"title": "X"})
    with scope(manager):
        assert set(deals(manager)) == {own, other}


def test_the_board_sums_power_and_weighted_income_by_stage_and_narrows_to_a_manager(
    organisation: Organisation,
    manager: Actor,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    colleague = make_user(organisation)
    make_deal(organisation, power_kw="100", monthly_income="1000")
    make_deal(organisation, power_kw="50", monthly_income="3000", owner=colleague)
    put_at(make_deal(organisation, power_kw="7"), stage_of(organisation, OPEN, 2))
    with scope(manager):
        with django_assert_num_queries(4):
            columns = board(manager, BoardFilter())
        first = columns[0]
        assert [one.count for one in columns] == [2, 0, 1, 0, 0, 0]
        assert (str(first.power_kw), [str(sum_.amount) for sum_ in first.weighted], len(first.cards)) == (
            "150.000",
            ["400.00"],
            2,
        )
        own = board(manager, BoardFilter(owner=colleague.uid))
        assert [one.count for one in own] == [1, 0, 0, 0, 0, 0]


def test_a_contract_is_renewed_once_and_again_when_the_deal_was_lost(
    organisation: Organisation, manager: Actor, customer: Client
) -> None:
    contract = make_contract(customer, max_power_kw="100", tariff_rate="5.1", ends_on="2026-12-31")
    with scope(manager):
        deal = renew_contract(contract, by=manager)
        assert (str(deal.monthly_income), str(deal.expected_close_on), deal.renews_id) == (
            "367200.00", "2026-12-31", contract.pk,
        )  # fmt: skip
        with pytest.raises(AlreadyRenewed):
            renew_contract(contract, by=manager)
        move_deal(deal, by=manager, stage=stage_of(organisation, LOST), version=1, reason="left")
        assert renew_contract(contract, by=manager).pk != deal.pk


def test_stages_are_added_ordered_and_taken_out_of_use_while_nothing_stands_there(
    organisation: Organisation, admin: Actor, manager: Actor
) -> None:
    with scope(admin):
        pipeline = default_pipeline(organisation.pk)
        added = add_stage(pipeline, by=admin, name={"en": "Visit", "ru": "Осмотр"}, probability=60)
        names = [str(one.name["en"]) for one in stages(admin)]
        assert names == ["New", "Need is clear", "Offer", "Contract agreed", "Visit", "Won", "Lost"]
        opened = [str(one.uid) for one in stages(admin) if one.kind == "open"]
        order_stages(pipeline, by=admin, stages=[opened[-1], *opened[:-1]])
        assert next(iter(stages(admin))) == added
        with pytest.raises(Conflict):
            order_stages(pipeline, by=admin, stages=opened[1:])
    make_deal(organisation)
    with scope(admin):
        busy = Stage.objects.get(pk=added.pk)
        with pytest.raises(Conflict):
            update_stage(busy, by=admin, version=busy.version, changes={"is_active": False})
        with pytest.raises(Conflict):
            update_stage(stage_of(organisation, WON), by=admin, version=1, changes={"probability": 50})
        idle = stage_of(organisation, OPEN, 2)
        update_stage(idle, by=admin, version=1, changes={"is_active": False, "name": {"ru": "Снят"}})
        assert idle not in set(stages(admin))
    with scope(manager), pytest.raises(AccessDenied):
        add_stage(pipeline, by=manager, name={"en": "X"}, probability=1)
