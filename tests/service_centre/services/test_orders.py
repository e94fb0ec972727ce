"""Repair orders: opening, diagnosis, approval, the end, repeats and warranties."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404

from apps.accounts.models import Notification
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.errors import AccessDenied, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.enums import SiteType, UnitVerb
from apps.inventory.models import Unit, UnitStatus
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Complaint, Finding, OrderState, Payer
from apps.inventory.service_centre.exceptions import (
    DiagnosisNeeded,
    EstimateNotApproved,
    NoRepairsHere,
    NothingToApprove,
    OrderClosed,
    OrderOpen,
    PartsOut,
)
from apps.inventory.service_centre.models import RepairFinding, RepairOrder, RepairStep
from apps.inventory.service_centre.services import Found, Issue
from apps.inventory.services import change_state, change_unit
from tests.crm.factories import bind_user, make_contract
from tests.factories import actor_for, make_user
from tests.inventory.factories import bind, make_site, make_units
from tests.service_centre.factories import make_order, make_work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.service_centre.factories import Workshop

pytestmark = pytest.mark.django_db
FAN = [Found(Finding.FAN, 1)]


def _open(workshop: Workshop, by: Actor, number: int = 0) -> RepairOrder:
    return services.open_order(workshop.units[number], by=by, complaint_code=Complaint.NO_POWER, complaint="dead")


def test_an_order_is_opened_with_a_number_and_the_unit_is_in_repair(workshop: Workshop) -> None:
    with scope(workshop.technician) as by:
        first, second = _open(workshop, by), _open(workshop, by, 1)
        unit = Unit.objects.get(pk=workshop.units[0].pk)
        fact = UnitStatus.objects.get(unit=unit, during__upper_inf=True)
    assert (first.number, second.number) == ("РЕМ-1", "РЕМ-2")
    assert (unit.state, fact.document, unit.site_id) == ("in_repair", "РЕМ-1", workshop.site.pk)
    assert (first.client_id, first.site_id, first.payer) == (workshop.client.pk, workshop.site.pk, Payer.CLIENT)
    assert first.promised_at == first.opened_at + timedelta(days=5)


def test_a_refused_opening_leaves_no_gap_in_the_numbers(workshop: Workshop) -> None:
    with scope(workshop.technician) as by:
        _open(workshop, by)
        with pytest.raises(OrderOpen) as refusal:
            _open(workshop, by)
        assert refusal.value.params["number"] == "РЕМ-1"
        assert _open(workshop, by, 1).number == "РЕМ-2"


def test_a_second_open_order_of_a_unit_is_refused_by_the_database(workshop: Workshop) -> None:
    order = make_order(workshop)
    with scope(workshop.admin), pytest.raises(IntegrityError), transaction.atomic():
        RepairOrder.objects.create(
            organisation_id=order.organisation_id, number="X-1", ordinal=99, unit=order.unit, site=order.site,
            client_id=order.client_id, complaint_code="other", opened_at=now(), opened_by="x", state_since=now(),
        )  # fmt: skip


def test_a_unit_in_a_warehouse_is_not_repaired_there(organisation: Organisation, workshop: Workshop) -> None:
    unit = make_units(make_contract(workshop.client), workshop.store)[0]
    with scope(workshop.admin) as by, pytest.raises(NoRepairsHere):
        services.open_order(unit, by=by, complaint_code=Complaint.OTHER)


def test_a_technician_repairs_at_a_data_centre_and_a_warehouse_keeper_does_not(
    organisation: Organisation, workshop: Workshop
) -> None:
    centre = make_site(organisation, SiteType.DATA_CENTRE)
    units = make_units(make_contract(workshop.client), centre, 2)
    keeper = bind(actor_for(make_user(organisation, Role.WAREHOUSE)), centre)
    technician = bind(actor_for(make_user(organisation, Role.TECHNICIAN)), centre)
    with scope(technician) as by:
        assert services.open_order(units[0], by=by, complaint_code=Complaint.OTHER).state == OrderState.OPENED
    with scope(keeper) as by, pytest.raises(AccessDenied):
        services.open_order(units[1], by=by, complaint_code=Complaint.OTHER)


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.DRIVER, Role.AUDITOR, Role.CLIENT_ADMIN])
def test_others_open_no_orders(workshop: Workshop, actors: Mapping[Role, Actor], role: Role) -> None:
    with scope(actors[role]) as by, pytest.raises((AccessDenied, Http404)):
        _open(workshop, by)
    with scope(workshop.admin):
        assert (RepairOrder.objects.count(), Unit.objects.get(pk=workshop.units[0].pk).state) == (0, "stored")


def test_a_technician_of_another_site_opens_nothing(organisation: Organisation, workshop: Workshop) -> None:
    elsewhere = bind(
        actor_for(make_user(organisation, Role.TECHNICIAN)), make_site(organisation, SiteType.SERVICE_CENTRE)
    )
    with scope(elsewhere) as by, pytest.raises(AccessDenied):
        _open(workshop, by)


def test_a_diagnosis_replaces_the_earlier_one_and_names_the_technician(workshop: Workshop) -> None:
    order = make_order(workshop)
    with scope(workshop.technician) as by:
        order = services.diagnose(order, by=by, findings=FAN)
        order = services.diagnose(
            order, by=by, findings=[Found(Finding.HASHBOARD, 2, "chip 41"), Found(Finding.FIRMWARE)]
        )
        kept = list(RepairFinding.objects.filter(order=order).values_list("code", "position", "note"))
    assert kept == [("hashboard", 2, "chip 41"), ("firmware", None, "")]
    assert order.technician_id == workshop.technician.person_id


@pytest.mark.parametrize(
    "findings",
    [
        [Found(Finding.FAN, 1), Found(Finding.FAN, 1)],
        [Found(Finding.NONE_FOUND), Found(Finding.FAN)],
        [Found(Finding.FAN, 0)],
        [Found("ghost")],  # type: ignore[arg-type]  # what a client of the API may send
    ],
)
def test_a_diagnosis_that_contradicts_itself_is_refused(workshop: Workshop, findings: list[Found]) -> None:
    order = make_order(workshop)
    with scope(workshop.technician) as by:
        with pytest.raises(Invalid):
            services.diagnose(order, by=by, findings=findings)
        with pytest.raises(DiagnosisNeeded):
            services.diagnose(order, by=by, findings=[])
        assert RepairOrder.objects.get(pk=order.pk).state == OrderState.OPENED


def test_work_that_the_client_pays_waits_for_the_approval(workshop: Workshop) -> None:
    with scope(workshop.technician) as by:
        order = services.diagnose(_open(workshop, by), by=by, findings=FAN)
        services.add_work(order, workshop.work, by=by)
        with pytest.raises(EstimateNotApproved) as refusal:
            services.start_work(order, by=by)
        assert refusal.value.params == {"total": "1500.00", "approved": "0.00"}
        order = services.ask_approval(order, by=by, total=Decimal(2000))
    with scope(workshop.manager) as by:
        with pytest.raises(Invalid):
            services.approve_estimate(order, by=by)
        order = services.approve_estimate(order, by=by, how="letter of 3 March")
    assert (order.state, order.approved_total, order.approved_by) == (
        "diagnosed",
        Decimal(2000),
        workshop.manager.label,
    )
    with scope(workshop.technician) as by:
        assert services.start_work(order, by=by).state == OrderState.IN_WORK


def test_what_grows_past_the_approved_sum_is_not_finished(workshop: Workshop) -> None:
    dear = make_work(workshop.organisation.pk, price=9000)
    with scope(workshop.admin) as by:
        order = services.diagnose(_open(workshop, by), by=by, findings=FAN)
        services.add_work(order, workshop.work, by=by)
        order = services.ask_approval(order, by=by)
        order = services.start_work(services.approve_estimate(order, by=by, how="call"), by=by)
        services.add_work(order, dear, by=by)
        order = services.put_on_test(order, by=by)
        with pytest.raises(EstimateNotApproved):
            services.finish_order(order, by=by)
        assert Unit.objects.get(pk=order.unit_id).state == "in_repair"


def test_an_estimate_without_anything_for_the_client_needs_no_approval(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.DIAGNOSED)
    with scope(workshop.technician) as by, pytest.raises(NothingToApprove):
        services.ask_approval(order, by=by)


def test_the_clients_user_is_told_and_answers_for_the_own_client_only(
    organisation: Organisation, workshop: Workshop
) -> None:
    person = make_user(organisation, Role.CLIENT_ADMIN)
    bind_user(person, workshop.client)
    with scope(workshop.admin) as by:
        order = services.diagnose(_open(workshop, by), by=by, findings=FAN)
        services.add_work(order, workshop.work, by=by)
        order = services.ask_approval(order, by=by)
    with system_scope(SystemJob.MAINTENANCE):
        told = Notification.objects.get(user=person)
        client_user = actor_for(person)
    assert (told.kind, told.params["total"]) == ("inventory.repair.estimate", "1500.00")
    stranger = actor_for(make_user(organisation, Role.CLIENT_ADMIN))
    with scope(stranger) as by, pytest.raises(AccessDenied):
        services.approve_estimate(order, by=by)
    with scope(client_user) as by:
        order = services.approve_estimate(RepairOrder.objects.get(pk=order.pk), by=by)
    assert (order.state, order.approved_total) == ("diagnosed", Decimal(1500))


def test_a_declined_estimate_needs_a_reason_and_leaves_nothing_approved(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.WAITING_APPROVAL)
    with scope(workshop.manager) as by:
        with pytest.raises(Invalid):
            services.decline_estimate(order, by=by, why=" ")
        order = services.decline_estimate(order, by=by, why="too dear")
    assert (order.state, order.approved_total) == ("diagnosed", None)


def test_time_in_which_somebody_is_waited_for_does_not_count(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.WAITING_PARTS)
    with scope(workshop.admin) as by:
        since = order.state_since - timedelta(hours=7)
        RepairOrder.objects.filter(pk=order.pk).update(state_since=since)
        begun = services.start_work(order, by=by)
    assert 7 * 3600 <= begun.paused_s <= 7 * 3600 + 60


def test_a_finished_repair_gives_a_warranty_and_the_next_one_within_days_is_its_repeat(workshop: Workshop) -> None:
    first = make_order(workshop, state=OrderState.DONE)
    with scope(workshop.technician) as by:
        again = _open(workshop, by)
    assert first.closed_at is not None
    assert first.warranty_until == first.closed_at.date() + timedelta(days=30)
    assert (again.repeat_of_id, again.payer) == (first.pk, Payer.WARRANTY)


def test_a_unit_under_the_manufacturers_warranty_is_paid_by_the_manufacturer(workshop: Workshop) -> None:
    with scope(workshop.admin) as by:
        unit = workshop.units[0]
        change_unit(by=by, unit=unit, version=unit.version, warranty_until=now().date())
        assert _open(workshop, by).payer == Payer.MANUFACTURER


def test_an_order_with_parts_in_the_unit_is_not_cancelled(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        line = services.issue_part(order, Issue(workshop.fan, workshop.bin), by=by)
        with pytest.raises(PartsOut):
            services.cancel_order(order, by=by, why="the client wants it back")
        services.return_part(line, by=by)
        assert services.cancel_order(order, by=by, why="the client wants it back").state == OrderState.CANCELLED


def test_a_unit_with_an_open_order_does_not_leave_the_repair_by_another_door(workshop: Workshop) -> None:
    make_order(workshop)
    with scope(workshop.admin) as by:
        records = AuditRecord.objects.count()
        for verb in (UnitVerb.FINISH_REPAIR, UnitVerb.WRITE_OFF, UnitVerb.REPORT_LOST):
            with pytest.raises(OrderOpen):
                change_state(by=by, unit=workshop.units[0], verb=verb, why="past the order")
        assert Unit.objects.get(pk=workshop.units[0].pk).state == "in_repair"
        assert AuditRecord.objects.count() == records


def test_only_the_office_scraps_a_unit(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.DIAGNOSED)
    with scope(workshop.technician) as by, pytest.raises(AccessDenied):
        services.scrap_unit(order, by=by, why="burnt")
    with scope(workshop.manager) as by:
        assert services.scrap_unit(order, by=by, why="burnt").state == OrderState.SCRAPPED


def test_a_closed_order_changes_no_more_not_even_in_the_database(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.DONE)
    with scope(workshop.admin) as by:
        with pytest.raises(OrderClosed):
            services.change_order(order, by=by, version=order.version, complaint="other")
        with pytest.raises(OrderClosed):
            services.add_work(order, workshop.work, by=by)
        with pytest.raises(IntegrityError), transaction.atomic():
            RepairOrder.objects.filter(pk=order.pk).update(conclusion="rewritten")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            RepairStep.objects.filter(order=order).update(note="rewritten")


def test_a_change_on_an_older_version_is_refused(workshop: Workshop) -> None:
    order = make_order(workshop)
    with scope(workshop.technician) as by:
        services.change_order(order, by=by, version=order.version, brought_by="Иванов")
        with pytest.raises(StaleVersion):
            services.change_order(order, by=by, version=order.version, brought_by="Петров")
