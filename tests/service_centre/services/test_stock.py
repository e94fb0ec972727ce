"""Stock of spare parts: the balance is the sum of its ledger, never below nought, at moving average cost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from apps.accounts.models import Notification
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Conflict, Invalid
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.exceptions import WrongSerial
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import ComponentState, OrderState, Payer, StockKind
from apps.inventory.service_centre.exceptions import (
    ArticleTaken,
    ComponentElsewhere,
    ComponentKnown,
    CountClosed,
    NoSerials,
    NotEnough,
    NothingCounted,
    PositionTaken,
    SerialsNeeded,
)
from apps.inventory.service_centre.models import (
    Component,
    ComponentPlacement,
    Part,
    PartStock,
    RepairPart,
    StockMovement,
)
from apps.inventory.service_centre.services import Bin, Issue, Taken
from tests.service_centre.factories import make_order, make_part, stock

if TYPE_CHECKING:
    from tests.service_centre.factories import Workshop

pytestmark = pytest.mark.django_db


def _held(place: Bin, part: Part) -> tuple[Any, Any]:
    row = PartStock.objects.get(part=part, site=place.site, bin=place.name)
    return row.quantity, row.value


def _agrees() -> bool:
    """Whether every bin is the exact sum of its ledger, in quantity and in value."""
    for row in PartStock.objects.all():
        sums = StockMovement.objects.filter(part_id=row.part_id, site_id=row.site_id, bin=row.bin).aggregate(
            q=Sum("quantity"), v=Sum("value")
        )
        if (sums["q"] or 0, sums["v"] or 0) != (row.quantity, row.value):
            return False
    return True


def test_two_receipts_make_one_average_and_the_last_piece_takes_the_rest(workshop: Workshop) -> None:
    part = make_part(workshop.organisation.pk)
    stock(part, workshop.bin, 2, Decimal("10.00"))
    stock(part, workshop.bin, 1, Decimal("10.01"))
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        lines = [services.issue_part(order, Issue(part, workshop.bin), by=by) for _ in range(3)]
        costs = [-StockMovement.objects.get(line=line).value for line in lines]
        assert _held(workshop.bin, part) == (0, 0)
        assert _agrees()
    assert (sum(costs), costs[0]) == (Decimal("30.01"), Decimal("10.00"))


def test_a_return_brings_back_exactly_what_the_issue_took(workshop: Workshop) -> None:
    part = make_part(workshop.organisation.pk)
    stock(part, workshop.bin, 3, Decimal("33.33"))
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        before = _held(workshop.bin, part)
        line = services.issue_part(order, Issue(part, workshop.bin, Decimal(2)), by=by)
        stock_out = _held(workshop.bin, part)
        services.return_part(line, by=by, quantity=Decimal(1))
        services.return_part(line, by=by)
        assert (stock_out, _held(workshop.bin, part)) == ((1, Decimal("33.33")), before)
        with pytest.raises(Invalid):
            services.return_part(line, by=by)
        assert RepairPart.objects.get(pk=line.pk).used == 0
        assert _agrees()


def test_more_than_there_is_is_refused_with_the_figures_and_nothing_changes(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        records = AuditRecord.objects.count()
        with pytest.raises(NotEnough) as refusal:
            services.issue_part(order, Issue(workshop.fan, workshop.bin, Decimal(6)), by=by)
        assert refusal.value.params == {"part": workshop.fan.name, "there": "5", "wanted": "6"}
        assert _held(workshop.bin, workshop.fan)[0] == 5
        assert (RepairPart.objects.count(), AuditRecord.objects.count()) == (0, records)


def test_the_database_itself_refuses_a_stock_below_nought_and_a_changed_ledger(workshop: Workshop) -> None:
    with scope(workshop.admin):
        with pytest.raises(IntegrityError), transaction.atomic():
            PartStock.objects.filter(part=workshop.fan).update(quantity=-1)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            StockMovement.objects.filter(part=workshop.fan).update(quantity=100)
    with system_scope(SystemJob.MAINTENANCE), pytest.raises(IntegrityError), transaction.atomic():
        StockMovement.objects.filter(part=workshop.fan).update(quantity=100)


def test_a_transfer_takes_quantity_and_value_to_the_other_site(workshop: Workshop) -> None:
    with scope(workshop.warehouse) as by:
        services.transfer_part(
            workshop.fan, by=by, source=workshop.bin, to=Bin(workshop.store, "R1"), quantity=Decimal(2)
        )
        assert _held(workshop.bin, workshop.fan) == (3, Decimal(300))
        assert _held(Bin(workshop.store, "R1"), workshop.fan) == (2, Decimal(200))
        pair = StockMovement.objects.filter(pair__isnull=False)
        assert {(row.kind, row.pair) for row in pair} == {
            (StockKind.TRANSFER_OUT, pair[0].pair),
            (StockKind.TRANSFER_IN, pair[0].pair),
        }
        with pytest.raises(Conflict):
            services.transfer_part(workshop.fan, by=by, source=workshop.bin, to=workshop.bin, quantity=Decimal(1))
        assert _agrees()


def test_a_transfer_needs_the_right_at_both_sites(workshop: Workshop) -> None:
    with scope(workshop.technician) as by, pytest.raises(AccessDenied):
        services.transfer_part(workshop.fan, by=by, source=workshop.bin, to=Bin(workshop.store), quantity=Decimal(1))


def test_a_correction_and_a_write_off_need_a_reason_and_the_warehouse(workshop: Workshop) -> None:
    with scope(workshop.technician) as by, pytest.raises(AccessDenied):
        services.correct_stock(workshop.fan, by=by, place=workshop.bin, difference=Decimal(-1), reason="counted")
    with scope(workshop.warehouse) as by:
        with pytest.raises(Invalid):
            services.correct_stock(workshop.fan, by=by, place=workshop.bin, difference=Decimal(-1), reason=" ")
        with pytest.raises(Invalid):
            services.write_off_part(workshop.fan, by=by, source=workshop.bin, quantity=Decimal(1), reason="")
        services.correct_stock(workshop.fan, by=by, place=workshop.bin, difference=Decimal(2), reason="counted")
        services.write_off_part(workshop.fan, by=by, source=workshop.bin, quantity=Decimal(4), reason="broken blades")
        assert _held(workshop.bin, workshop.fan) == (3, Decimal(300))
        assert _agrees()


def test_people_are_told_once_when_the_stock_falls_below_its_minimum(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        for _ in range(5):
            services.issue_part(order, Issue(workshop.fan, workshop.bin), by=by)
    with system_scope(SystemJob.MAINTENANCE):
        told = Notification.objects.filter(kind="inventory.stock.low")
        assert {note.user_id for note in told} >= {workshop.technician.id, workshop.warehouse.id, workshop.manager.id}
        assert [note.params["quantity"] for note in told.filter(user_id=workshop.manager.person_id)] == ["1"]


@pytest.mark.parametrize("quantity", [Decimal(0), Decimal(-1), Decimal("0.5"), Decimal("NaN")])
def test_pieces_are_whole_and_more_than_nought(workshop: Workshop, quantity: Decimal) -> None:
    with scope(workshop.warehouse) as by, pytest.raises(Invalid):
        services.receive_part(workshop.fan, by=by, to=workshop.bin, quantity=quantity, price=Decimal(1))


def test_a_sum_that_no_stock_holds_is_refused(workshop: Workshop) -> None:
    with scope(workshop.warehouse) as by, pytest.raises(Invalid):
        services.receive_part(
            workshop.fan, by=by, to=workshop.bin, quantity=Decimal(99_999_999), price=Decimal(999_999_999_999)
        )


def test_paste_is_counted_in_grams(workshop: Workshop) -> None:
    paste = make_part(workshop.organisation.pk, measure="g", name="Thermal paste")
    with scope(workshop.warehouse) as by:
        services.receive_part(paste, by=by, to=workshop.bin, quantity=Decimal("250.5"), price=Decimal("4.10"))
        assert _held(workshop.bin, paste) == (Decimal("250.500"), Decimal("1027.05"))


def test_an_article_is_there_once(workshop: Workshop) -> None:
    with scope(workshop.manager) as by, pytest.raises(ArticleTaken):
        services.create_part(by=by, article=f" {workshop.fan.article} ", name="Another")


# Components -----------------------------------------------------------------------------------------------------


def test_a_board_goes_into_a_unit_at_a_position_and_its_places_are_dated(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        services.issue_part(order, Issue(workshop.board, workshop.bin, serial="hb-0001", position=2), by=by)
        board = Component.objects.get(serial="HB-0001")
        assert (board.state, board.unit_id, board.position, board.site_id) == (
            ComponentState.INSTALLED, order.unit_id, 2, None,
        )  # fmt: skip
        facts = list(ComponentPlacement.objects.filter(component=board).order_by("during"))
        assert [(fact.state, fact.document) for fact in facts] == [("in_stock", "INV-1"), ("installed", order.number)]
        assert facts[0].during.upper == facts[1].during.lower
        with pytest.raises(PositionTaken):
            services.issue_part(order, Issue(workshop.board, workshop.bin, serial="HB-0002", position=2), by=by)
        with pytest.raises(ComponentElsewhere):
            services.issue_part(order, Issue(workshop.board, workshop.bin, serial="HB-0001", position=3), by=by)
        assert _held(workshop.bin, workshop.board)[0] == 1


def test_two_components_at_one_position_are_refused_by_the_database(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        services.issue_part(order, Issue(workshop.board, workshop.bin, serial="HB-0001", position=2), by=by)
        fact = ComponentPlacement.objects.get(component__serial="HB-0001", during__upper_inf=True)
        other = Component.objects.get(serial="HB-0002")
        with pytest.raises(IntegrityError), transaction.atomic():
            ComponentPlacement.objects.create(
                organisation_id=fact.organisation_id, component=other, during=fact.during, state="installed",
                unit_id=fact.unit_id, position=2,
            )  # fmt: skip


def test_pieces_with_serial_numbers_are_each_named_and_others_are_not(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        with pytest.raises(SerialsNeeded):
            services.issue_part(order, Issue(workshop.board, workshop.bin, position=1), by=by)
        with pytest.raises(NoSerials):
            services.issue_part(order, Issue(workshop.fan, workshop.bin, serial="HB-0001"), by=by)
        with pytest.raises(WrongSerial):
            services.receive_part(
                workshop.board, by=by, to=workshop.bin, quantity=Decimal(1), price=Decimal(1), serials=["плата"]
            )
        with pytest.raises(ComponentKnown):
            services.receive_part(
                workshop.board, by=by, to=workshop.bin, quantity=Decimal(1), price=Decimal(1), serials=["HB-0001"]
            )


def test_a_board_taken_off_a_scrapped_unit_becomes_stock_and_a_dead_one_is_scrapped(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.SCRAPPED)
    with scope(workshop.technician) as by:
        taken = Taken(workshop.board, to=workshop.bin, value=Decimal(3000), serial="OLD-0001", position=1)
        services.take_off_unit(order, taken, by=by)
        services.take_off_unit(order, Taken(workshop.board, serial="OLD-0002", position=2), by=by)
        services.take_off_unit(order, Taken(workshop.fan, Decimal(2), to=workshop.bin), by=by)
        states = dict(Component.objects.filter(serial__startswith="OLD").values_list("serial", "state"))
        assert states == {"OLD-0001": "in_stock", "OLD-0002": "scrapped"}
        assert _held(workshop.bin, workshop.board) == (3, Decimal(27_000))
        assert _held(workshop.bin, workshop.fan) == (7, Decimal(500))
        first = ComponentPlacement.objects.filter(component__serial="OLD-0001").order_by("during")
        assert [(fact.state, fact.position) for fact in first] == [("installed", 1), ("in_stock", None)]
        with pytest.raises(ComponentElsewhere):
            services.take_off_unit(order, Taken(workshop.board, to=workshop.bin, serial="OLD-0001"), by=by)
        assert _agrees()


def test_a_written_off_board_is_scrapped(workshop: Workshop) -> None:
    with scope(workshop.warehouse) as by:
        services.write_off_part(
            workshop.board, by=by, source=workshop.bin, quantity=Decimal(1), reason="fell", serials=["HB-0002"]
        )
        assert Component.objects.get(serial="HB-0002").state == ComponentState.SCRAPPED


def test_a_returned_board_lies_in_its_bin_again(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.technician) as by:
        line = services.issue_part(
            order, Issue(workshop.board, workshop.bin, serial="HB-0001", position=1, payer=Payer.CLIENT), by=by
        )
        services.return_part(line, by=by)
        board = Component.objects.get(serial="HB-0001")
        assert (board.state, board.bin, board.unit_id) == (ComponentState.IN_STOCK, "A", None)
        assert _agrees()


# Stocktaking ------------------------------------------------------------------------------------------------------


def test_closing_a_sheet_corrects_the_differences_and_keeps_what_moved_since(workshop: Workshop) -> None:
    order = make_order(workshop, state=OrderState.IN_WORK)
    with scope(workshop.warehouse) as by:
        sheet = services.begin_count(workshop.site, by=by)
        line = services.count_part(sheet, workshop.fan, by=by, bin="A", quantity=Decimal(4))
        services.issue_part(order, Issue(workshop.fan, workshop.bin), by=by)
        services.count_part(sheet, workshop.fan, by=by, bin="Z", quantity=Decimal(1))
        closed = services.close_count(sheet, by=by)
        assert (sheet.number, line.difference, closed.state) == ("ИНВ-1", Decimal(-1), "closed")
        assert _held(workshop.bin, workshop.fan)[0] == 3
        assert _held(Bin(workshop.site, "Z"), workshop.fan) == (1, 0)
        assert StockMovement.objects.filter(kind=StockKind.CORRECTION, document="ИНВ-1").count() == 2
        with pytest.raises(CountClosed):
            services.count_part(sheet, workshop.fan, by=by, bin="A", quantity=Decimal(4))
        assert _agrees()


def test_a_sheet_in_which_nothing_was_counted_is_not_closed_but_may_be_put_aside(workshop: Workshop) -> None:
    with scope(workshop.warehouse) as by:
        sheet = services.begin_count(workshop.site, by=by)
        with pytest.raises(NothingCounted):
            services.close_count(sheet, by=by)
        assert services.cancel_count(sheet, by=by).state == "cancelled"
        assert _held(workshop.bin, workshop.fan)[0] == 5
