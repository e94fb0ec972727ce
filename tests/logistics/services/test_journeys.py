"""The road: picked up, handed over, accepted; whatever does not agree opens a claim and loses no unit."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.errors import AccessDenied, Invalid
from apps.common.pictures import NotAnImage
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.enums import UnitVerb
from apps.inventory.exceptions import WrongState
from apps.inventory.models import Unit, UnitPlacement
from apps.inventory.services import change_state, transfer_ownership
from apps.logistics.enums import ClaimKind, ClaimStatus, LineState, MovementStatus, Outcome
from apps.logistics.exceptions import (
    ClaimClosed,
    KeyReused,
    NothingChosen,
    StepRefused,
    UnitGoesBack,
    UnitTravels,
)
from apps.logistics.models import Attachment, Claim, CustodyRecord, MovementLine, MovementStep
from apps.logistics.selectors import custody_of, incoming, outgoing
from apps.logistics.services import (
    Discrepancy,
    accept_movement,
    hand_to_receiver,
    leave_behind,
    pick_up,
    register_return,
    resolve_claim,
)
from tests.inventory.factories import make_units, place
from tests.logistics.factories import Road, load, make_movement, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.logistics.models import Movement

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation)


def lines(movement: Movement) -> list[str]:
    """Return the states of a movement's lines."""
    with system_scope(SystemJob.MAINTENANCE):
        return list(MovementLine.objects.filter(movement=movement).values_list("state", flat=True))


def accept(road: Road, movement: Movement, serials: list[str], *seen: Discrepancy) -> Movement:
    """Let the technician accept at the data centre."""
    with scope(road.technician) as by:
        return accept_movement(movement, by=by, key=uuid4(), serials=serials, discrepancies=seen)


def claims() -> list[tuple[str, str, str]]:
    """Return kind, stage and serial number of every claim."""
    with system_scope(SystemJob.MAINTENANCE):
        rows = Claim.objects.select_related("unit").order_by("pk")
        return [(row.kind, row.stage, row.unit.serial if row.unit else row.serial_seen) for row in rows]


def test_a_load_goes_from_shelf_to_driver_to_site(road: Road) -> None:
    movement = make_movement(road)
    with scope(road.keeper) as by:
        assert [row.number for row in outgoing(by, road.warehouse)] == [movement.number]
    load(road, movement)
    assert road.states() == ["in_transit"] * 3
    with scope(road.technician) as by:
        assert [(row.number, row.on_the_way) for row in incoming(by, road.centre)] == [(movement.number, 3)]  # type: ignore[attr-defined]
    done = accept(road, movement, road.serials)
    assert (done.status, lines(movement), road.states()) == (
        MovementStatus.DELIVERED,
        [LineState.DELIVERED] * 3,
        ["stored"] * 3,
    )
    with scope(road.manager) as by:
        chain = custody_of(by, road.units[0])
        assert [(link.record.keeper_kind, link.record.document) for link in chain if link.record] == [
            ("site", "ACT-1"),
            ("person", movement.number),
            ("site", movement.number),
        ]
        assert all(earlier.end == later.start for earlier, later in pairwise(chain))


def test_only_its_own_driver_picks_up(road: Road, organisation: Organisation) -> None:
    movement = make_movement(road)
    stranger = make_road(organisation).driver
    for by in (stranger, road.manager, road.keeper):
        with scope(by), pytest.raises(AccessDenied):
            pick_up(movement, by=by, key=uuid4(), serials=road.serials)
    assert road.states() == ["stored"] * 3


def test_only_the_staff_of_the_destination_accepts(road: Road) -> None:
    movement = load(road, make_movement(road))
    for by in (road.keeper, road.manager, road.driver):
        with scope(by), pytest.raises(AccessDenied):
            accept_movement(movement, by=by, key=uuid4(), serials=road.serials)
    assert road.states() == ["in_transit"] * 3


def test_a_step_sent_again_is_applied_once(road: Road) -> None:
    movement, key = make_movement(road), uuid4()
    with scope(road.driver) as by:
        for _again in range(3):
            pick_up(movement, by=by, key=key, serials=road.serials)
        with pytest.raises(KeyReused):
            pick_up(movement, by=by, key=key, serials=road.serials[:1])
    with system_scope(SystemJob.MAINTENANCE):
        assert MovementStep.objects.count() == 1
        assert AuditRecord.objects.filter(action="logistics.movement.pick_up").count() == 1
        assert CustodyRecord.objects.filter(keeper_kind="person").count() == 3


def test_a_part_is_fetched_with_a_second_run(road: Road) -> None:
    movement = load(road, make_movement(road), road.serials[:1])
    assert (movement.status, road.states()) == (MovementStatus.PICKED_UP, ["in_transit", "stored", "stored"])
    accept(road, movement, road.serials[:1])
    with system_scope(SystemJob.MAINTENANCE):
        movement.refresh_from_db()
    assert movement.status == MovementStatus.PICKED_UP
    load(road, movement, road.serials[1:])
    assert accept(road, movement, road.serials[1:]).status == MovementStatus.DELIVERED


def test_what_is_left_behind_stays_where_it_stands(road: Road) -> None:
    movement = load(road, make_movement(road), road.serials[:2])
    with scope(road.driver) as by:
        leave_behind(movement, by=by, key=uuid4(), why="No room")
        with pytest.raises(NothingChosen):
            leave_behind(movement, by=by, key=uuid4(), why="No room")
    assert lines(movement) == [LineState.PICKED_UP, LineState.PICKED_UP, LineState.LEFT]
    assert accept(road, movement, road.serials[:2]).status == MovementStatus.DELIVERED
    assert road.states() == ["stored"] * 3


def test_a_missing_unit_holds_nothing_up(road: Road) -> None:
    movement = make_movement(road)
    with scope(road.driver) as by:
        seen = Discrepancy(ClaimKind.MISSING, serial=road.serials[0], note="Not on the shelf")
        pick_up(movement, by=by, key=uuid4(), serials=road.serials[1:], discrepancies=[seen])
    assert lines(movement) == [LineState.LEFT, LineState.PICKED_UP, LineState.PICKED_UP]
    assert claims() == [("missing", "pick_up", road.serials[0])]


def test_a_unit_that_nobody_listed_joins_the_load_with_a_claim(road: Road) -> None:
    extra = make_units(road.world.contract, road.warehouse, 1, model=road.world.model)[0]
    movement = load(road, make_movement(road), [*road.serials, extra.serial, "UNKNOWN0001"])
    assert lines(movement) == [LineState.PICKED_UP] * 4
    assert claims() == [("extra", "pick_up", extra.serial), ("extra", "pick_up", "UNKNOWN0001")]
    assert accept(road, movement, [*road.serials, extra.serial]).status == MovementStatus.DELIVERED


def test_a_unit_that_nobody_expected_at_the_destination_stays_where_it_is_known_with_a_claim(road: Road) -> None:
    movement = load(road, make_movement(road, road.units[:2]), road.serials[:2])
    done = accept(road, movement, [*road.serials, "STRANGER01"])
    assert (done.status, road.states()) == (MovementStatus.DELIVERED, ["stored"] * 3)
    assert claims() == [("extra", "delivery", road.serials[2]), ("extra", "delivery", "STRANGER01")]
    with system_scope(SystemJob.MAINTENANCE):
        assert Unit.objects.get(pk=road.units[2].pk).site_id == road.warehouse.pk


def test_a_damaged_unit_travels_with_its_claim_and_a_refused_one_stays_behind(road: Road) -> None:
    movement, (damaged, refused, _fine) = make_movement(road), road.serials
    seen = [Discrepancy(ClaimKind.DAMAGED, serial=damaged), Discrepancy(ClaimKind.REFUSED, serial=refused)]
    with scope(road.driver) as by:
        pick_up(movement, by=by, key=uuid4(), serials=road.serials, discrepancies=seen)
    assert road.states() == ["in_transit", "stored", "in_transit"]
    assert lines(movement) == [LineState.PICKED_UP, LineState.LEFT, LineState.PICKED_UP]
    assert claims() == [("damaged", "pick_up", damaged), ("refused", "pick_up", refused)]


def test_a_unit_refused_at_the_destination_stays_with_the_driver(road: Road) -> None:
    movement = load(road, make_movement(road))
    refused = road.serials[1]
    done = accept(road, movement, road.serials, Discrepancy(ClaimKind.REFUSED, serial=refused, note="not ordered"))
    assert (done.status, road.states()) == (MovementStatus.DELIVERED, ["stored", "in_transit", "stored"])
    assert lines(movement) == [LineState.DELIVERED, LineState.REFUSED, LineState.DELIVERED]
    assert claims() == [("refused", "delivery", refused)]


def test_history_carries_the_moment_that_is_told(road: Road) -> None:
    then = now() + timedelta(milliseconds=1)
    movement = make_movement(road)
    seen = Discrepancy(ClaimKind.DAMAGED, serial=road.serials[0], note="dent", photos=(picture(),))
    with scope(road.driver) as by:
        pick_up(movement, by=by, key=uuid4(), serials=road.serials, discrepancies=[seen], at=then)
    with scope(road.manager) as by:
        claim = Claim.objects.get()
        assert (claim.created_at, Attachment.objects.get().created_at) == (then, then)
        ended = resolve_claim(claim, by=by, version=claim.version, outcome=Outcome.EXPLAINED, resolution="old", at=then)
        assert ended.resolved_at == then


def test_a_unit_of_another_list_does_not_join_the_load(road: Road) -> None:
    first, other = make_movement(road, road.units[:1]), make_movement(road, road.units[1:2])
    with scope(road.manager) as by:
        back = register_return(by=by, contract=road.contract(), units=road.units[2:])
    load(road, first)
    assert road.states() == ["in_transit", "stored", "pending_return"]
    assert (lines(first), lines(other)) == ([LineState.PICKED_UP], [LineState.PLANNED])
    assert claims() == [("extra", "pick_up", road.serials[1]), ("extra", "pick_up", road.serials[2])]
    with scope(road.manager):
        assert list(back.lines.values_list("state", flat=True)) == ["waiting"]


def test_another_label_is_kept_and_the_unit_travels(road: Road) -> None:
    movement = make_movement(road)
    seen = Discrepancy(ClaimKind.OTHER_SERIAL, serial=road.serials[0], serial_seen="OTHER0001")
    with scope(road.driver) as by:
        pick_up(movement, by=by, key=uuid4(), serials=road.serials[1:], discrepancies=[seen])
    assert road.states() == ["in_transit"] * 3
    with system_scope(SystemJob.MAINTENANCE):
        assert Claim.objects.get().serial_seen == "OTHER0001"


def test_a_unit_that_may_not_be_moved_any_more_is_left_with_a_claim(road: Road) -> None:
    movement = make_movement(road)
    from apps.inventory.enums import UnitVerb  # noqa: PLC0415 - one use
    from apps.inventory.services import change_state  # noqa: PLC0415 - one use

    with scope(road.world.admin) as by:
        change_state(by=by, unit=road.units[0], verb=UnitVerb.REPORT_LOST, why="gone")
    load(road, movement)
    assert (lines(movement)[0], road.states()[0], claims()[0][:2]) == (
        LineState.LEFT,
        "lost",
        ("refused", "pick_up"),
    )


def test_what_did_not_arrive_stays_with_the_driver_until_its_claim_ends(road: Road) -> None:
    movement = load(road, make_movement(road))
    done = accept(road, movement, road.serials[:2], Discrepancy(ClaimKind.MISSING, serial=road.serials[2]))
    assert (done.status, road.states()) == (MovementStatus.DELIVERED, ["stored", "stored", "in_transit"])
    with system_scope(SystemJob.MAINTENANCE):
        held = UnitPlacement.objects.get(unit=road.units[2], during__upper_inf=True)
        assert held.holder_id == road.driver.person_id
        claim = Claim.objects.get()
    with scope(road.manager) as by:
        ended = resolve_claim(
            claim,
            by=by,
            version=claim.version,
            outcome=Outcome.ACCEPTED_AT,
            resolution="It was under the seat",
            site=road.centre,
        )
        assert (ended.status, ended.outcome) == (ClaimStatus.RESOLVED, Outcome.ACCEPTED_AT)
        with pytest.raises(ClaimClosed):
            resolve_claim(ended, by=by, version=ended.version, outcome=Outcome.LOST, resolution="x")
    assert (road.states()[2], lines(movement)[2]) == ("stored", LineState.SETTLED)


def test_a_lost_unit_is_reported_lost_by_its_claim(road: Road) -> None:
    movement = load(road, make_movement(road))
    accept(road, movement, road.serials[:2], Discrepancy(ClaimKind.REFUSED, serial=road.serials[2]))
    with system_scope(SystemJob.MAINTENANCE):
        claim = Claim.objects.get()
    with scope(road.manager) as by:
        with pytest.raises(Invalid):
            resolve_claim(claim, by=by, version=1, outcome=Outcome.ACCEPTED_AT, resolution="where?")
        resolve_claim(claim, by=by, version=1, outcome=Outcome.LOST, resolution="Police report 17")
    assert road.states()[2] == "lost"


def test_a_damaged_unit_comes_in_with_its_photo(road: Road) -> None:
    movement = load(road, make_movement(road))
    seen = Discrepancy(ClaimKind.DAMAGED, serial=road.serials[0], note="Dent", photos=(picture("JPEG"),))
    accept(road, movement, road.serials, seen)
    assert (road.states(), claims()) == (["stored"] * 3, [("damaged", "delivery", road.serials[0])])
    with system_scope(SystemJob.MAINTENANCE):
        kept = Attachment.objects.select_related("file").get()
        assert (kept.kind, kept.claim_id is not None, kept.file.content_type) == ("photo", True, "image/jpeg")


def test_a_file_that_is_no_picture_undoes_the_step(road: Road) -> None:
    movement = load(road, make_movement(road))
    seen = Discrepancy(ClaimKind.DAMAGED, serial=road.serials[0], photos=(b"<svg onload=alert(1)>",))
    with pytest.raises(NotAnImage):
        accept(road, movement, road.serials, seen)
    assert (road.states(), claims()) == (["in_transit"] * 3, [])


def test_the_driver_hands_over_with_a_signature_and_the_receiver_still_accepts(road: Road) -> None:
    movement = load(road, make_movement(road))
    with scope(road.driver) as by:
        done = hand_to_receiver(movement, by=by, key=uuid4(), receiver_name="Ivan", signature=picture())
        assert done.handed_over_at is not None
        with pytest.raises(Invalid):
            hand_to_receiver(movement, by=by, key=uuid4(), receiver_name=" ")
    assert road.states() == ["in_transit"] * 3
    with system_scope(SystemJob.MAINTENANCE):
        signed = Attachment.objects.get()
        assert (signed.kind, signed.signer, signed.signer_name) == ("signature", "receiver", "Ivan")


def test_nothing_is_handed_over_before_it_was_picked_up(road: Road) -> None:
    movement = make_movement(road)
    with scope(road.driver) as by, pytest.raises(StepRefused):
        hand_to_receiver(movement, by=by, key=uuid4(), receiver_name="Ivan")
    with scope(road.technician) as by, pytest.raises(StepRefused):
        accept_movement(movement, by=by, key=uuid4(), serials=road.serials)


def test_the_time_told_by_a_phone_is_kept_within_reason(road: Road) -> None:
    movement = make_movement(road)
    with scope(road.driver) as by:
        pick_up(movement, by=by, key=uuid4(), serials=road.serials[:1], done_at=now() + timedelta(days=3))
        pick_up(movement, by=by, key=uuid4(), serials=road.serials[1:2], done_at=now() - timedelta(days=900))
        told = list(MovementStep.objects.order_by("pk").values_list("done_at", flat=True))
    assert movement.made_at <= told[1] <= told[0] <= now()


def test_a_unit_in_service_is_taken_off_its_shelf_by_the_pick_up(road: Road) -> None:
    unit = place(road.world.units[0], road.world.shelves[0])
    from apps.accounts.models import User  # noqa: PLC0415 - one use
    from apps.logistics.services import Plan, create_movement  # noqa: PLC0415 - one use

    with scope(road.technician) as by:
        driver = User.objects.get(pk=road.driver.person_id)
        movement = create_movement(by=by, plan=Plan(road.centre, road.warehouse, "Repair", driver), units=[unit])
    load(road, movement, [unit.serial])
    with system_scope(SystemJob.MAINTENANCE):
        unit.refresh_from_db()
    assert (unit.state, unit.site_id, unit.shelf_id) == ("in_transit", None, None)


def test_nothing_named_is_nothing_done(road: Road) -> None:
    movement = make_movement(road)
    with scope(road.driver) as by, pytest.raises(NothingChosen):
        pick_up(movement, by=by, key=uuid4(), serials=[" "])


def test_a_driver_who_finds_nothing_says_so_and_the_movement_is_over(road: Road) -> None:
    movement = make_movement(road, road.units[:2])
    nothing = [Discrepancy(ClaimKind.MISSING, serial=serial) for serial in road.serials[:2]]
    with scope(road.driver) as by:
        half = pick_up(movement, by=by, key=uuid4(), serials=[], discrepancies=nothing[:1])
        assert (half.status, half.picked_up_at, half.closed_at) == ("pending", None, None)
        done = pick_up(movement, by=by, key=uuid4(), serials=[], discrepancies=nothing[1:])
    assert done.status == "cancelled"
    assert done.closed_at is not None
    assert lines(movement) == [LineState.LEFT] * 2
    with system_scope(SystemJob.MAINTENANCE):
        assert Claim.objects.filter(movement=movement, status=ClaimStatus.OPEN).count() == 2
    assert road.states() == ["stored"] * 3


def test_the_last_unit_missing_at_a_second_run_ends_the_movement(road: Road) -> None:
    movement = load(road, make_movement(road, road.units[:2]), road.serials[:1])
    accept(road, movement, road.serials[:1])
    with scope(road.driver) as by:
        missing = [Discrepancy(ClaimKind.MISSING, serial=road.serials[1])]
        assert pick_up(movement, by=by, key=uuid4(), serials=[], discrepancies=missing).status == "delivered"


def test_a_unit_on_an_open_list_is_not_lost_past_it(road: Road) -> None:
    movement = load(road, make_movement(road, road.units[:1]), road.serials[:1])
    with scope(road.manager) as by:
        register_return(by=by, contract=road.contract(), units=road.units[1:2])
    with scope(road.world.admin) as by:
        for unit, refusal in ((road.units[0], UnitTravels), (road.units[1], UnitGoesBack)):
            with pytest.raises(refusal):
                change_state(by=by, unit=unit, verb=UnitVerb.REPORT_LOST, why="not seen")
        change_state(by=by, unit=road.units[2], verb=UnitVerb.REPORT_LOST, why="not seen")
    assert road.states() == ["in_transit", "pending_return", "lost"]
    assert lines(movement) == [LineState.PICKED_UP]


def test_a_unit_that_waits_for_its_owner_keeps_him(road: Road) -> None:
    with scope(road.manager) as by:
        register_return(by=by, contract=road.contract(), units=road.units[:1])
    with scope(road.world.admin) as by:
        with pytest.raises(WrongState):
            transfer_ownership(
                by=by, unit=road.units[0], client=road.world.client, contract=None, document="D-1", why="sold"
            )
        assert Unit.objects.get(pk=road.units[0].pk).contract_id == road.world.contract.pk
