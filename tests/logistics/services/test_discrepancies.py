"""What does not agree with an intake or a return act opens a claim; the act, its units and the others stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from apps.accounts.models import Notification, User
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.errors import AccessDenied, Conflict, Invalid
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.exceptions import WrongState
from apps.inventory.models import Unit
from apps.logistics.enums import ClaimKind, Outcome
from apps.logistics.exceptions import ActVoided, NothingChosen, ReturnClosed
from apps.logistics.models import Attachment, Claim, IntakeAct
from apps.logistics.selectors import custody_of
from apps.logistics.services import (
    Discrepancy,
    IntakeEntry,
    cancel_return,
    hand_over_units,
    register_intake,
    register_return,
    report_intake_discrepancies,
    report_return_discrepancies,
    resolve_claim,
    void_intake,
)
from tests.browser import Browser
from tests.crm.factories import bind_user
from tests.factories import actor_for, make_user
from tests.inventory.factories import make_store, place
from tests.logistics.factories import Road, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db
SERIALS = ["COMES0001", "COMES0002", "COMES0003"]


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation)


@pytest.fixture
def act(road: Road) -> IntakeAct:
    """Return an act of three units at the warehouse, registered by the manager."""
    contract = road.contract()
    with scope(road.manager) as by:
        entries = [IntakeEntry(serial, road.world.model) for serial in SERIALS]
        return register_intake(by=by, client=contract.client, contract=contract, site=road.warehouse, entries=entries)


def browser_of(actor: Actor) -> Browser:
    """Return a person's browser."""
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def states() -> list[str]:
    """Return the states of the act's units."""
    with system_scope(SystemJob.MAINTENANCE):
        return list(Unit.objects.filter(serial__in=SERIALS).order_by("serial").values_list("state", flat=True))


def test_the_receiver_reports_each_thing_and_who_registered_the_act_answers(road: Road, act: IntakeAct) -> None:
    seen = [
        Discrepancy(ClaimKind.MISSING, serial="comes 0001"),
        Discrepancy(ClaimKind.DAMAGED, serial=SERIALS[1], note="dent", photos=(picture(),)),
        Discrepancy(ClaimKind.OTHER_SERIAL, serial=SERIALS[2], serial_seen="COMES0033"),
        Discrepancy(ClaimKind.EXTRA, serial="STRANGER01"),
    ]
    with scope(road.keeper) as by:
        made = report_intake_discrepancies(act, by=by, seen=seen)
        rows = [(row.kind, row.stage, row.unit and row.unit.serial, row.serial_seen) for row in made]
        assert rows == [
            ("missing", "intake", SERIALS[0], ""),
            ("damaged", "intake", SERIALS[1], ""),
            ("other_serial", "intake", SERIALS[2], "COMES0033"),
            ("extra", "intake", None, "STRANGER01"),
        ]
        assert {(row.responsible_id, row.site_id, row.intake_act_id) for row in made} == {
            (road.manager.person_id, road.warehouse.pk, act.pk)
        }
        assert Attachment.objects.filter(intake_act=act, claim=made[1]).count() == 1
        assert AuditRecord.objects.filter(action="logistics.claim.open").count() == 4
    with system_scope(SystemJob.MAINTENANCE):
        assert Notification.objects.filter(user=road.manager.person_id, kind="logistics.claim.opened").count() == 4
    assert states() == ["stored"] * 3


def test_what_does_not_fit_the_act_is_refused_and_nothing_opens(road: Road, act: IntakeAct) -> None:
    wrong: list[tuple[type[Exception], list[Discrepancy]]] = [
        (NothingChosen, []),
        (Invalid, [Discrepancy(ClaimKind.DAMAGED, serial=SERIALS[0]), Discrepancy(ClaimKind.MISSING, serial="OTHER1")]),
        (Invalid, [Discrepancy(ClaimKind.EXTRA, serial=SERIALS[0])]),
    ]
    with scope(road.keeper) as by:
        for refusal, seen in wrong:
            with pytest.raises(refusal):
                report_intake_discrepancies(act, by=by, seen=seen)
        assert not Claim.objects.exists()
    with scope(road.manager) as by:
        void_intake(by=by, act=act, why="a mistake")
        with pytest.raises(ActVoided):
            report_intake_discrepancies(act, by=by, seen=[Discrepancy(ClaimKind.MISSING, serial=SERIALS[0])])


def test_only_who_works_at_the_site_or_plans_reports(road: Road, act: IntakeAct, organisation: Organisation) -> None:
    client = make_user(organisation, Role.CLIENT_ADMIN)
    bind_user(client, road.contract().client)
    seen = [Discrepancy(ClaimKind.MISSING, serial=SERIALS[0])]
    for by in (road.technician, road.driver, actor_for(client)):
        with scope(by), pytest.raises(AccessDenied):
            report_intake_discrepancies(act, by=by, seen=seen)


def test_a_unit_that_was_never_brought_is_expected_again_and_the_act_can_still_be_voided(
    road: Road, act: IntakeAct
) -> None:
    with scope(road.keeper) as by:
        (claim,) = report_intake_discrepancies(act, by=by, seen=[Discrepancy(ClaimKind.MISSING, serial=SERIALS[1])])
        with pytest.raises(AccessDenied):
            resolve_claim(claim, by=by, version=1, outcome=Outcome.NOT_BROUGHT, resolution="the client has it")
    with scope(road.manager) as by:
        resolve_claim(claim, by=by, version=1, outcome=Outcome.NOT_BROUGHT, resolution="the client has it")
        unit = Unit.objects.get(serial=SERIALS[1])
        assert custody_of(by, unit)[-1].is_gap
        assert states() == ["stored", "expected", "stored"]
        void_intake(by=by, act=act, why="all of it goes elsewhere")
    assert states() == ["expected"] * 3


def test_an_act_whose_unit_went_home_is_not_voided_because_the_unit_is_expected_for_another_reason(
    road: Road, act: IntakeAct
) -> None:
    contract = road.contract()
    with scope(road.manager) as by:
        unit = Unit.objects.get(serial=SERIALS[0])
        back = register_return(by=by, contract=contract, units=[unit])
    with scope(road.keeper) as by:
        hand_over_units(back, by=by, lines=list(back.lines.all()), receiver_name="A. Client")
    with scope(road.manager) as by:
        again = register_intake(
            by=by,
            client=contract.client,
            contract=contract,
            site=road.warehouse,
            entries=[IntakeEntry(SERIALS[0], road.world.model)],
        )
        void_intake(by=by, act=again, why="registered by mistake")
        with pytest.raises(WrongState):
            void_intake(by=by, act=act, why="registered by mistake")
    assert states() == ["expected", "stored", "stored"]


def test_a_unit_that_was_placed_since_was_brought(road: Road, act: IntakeAct) -> None:
    with scope(road.keeper) as by:
        (claim,) = report_intake_discrepancies(act, by=by, seen=[Discrepancy(ClaimKind.MISSING, serial=SERIALS[0])])
        with system_scope(SystemJob.MAINTENANCE):
            unit = Unit.objects.get(serial=SERIALS[0])
    place(unit, make_store(road.warehouse, "W-{1..2}")[0])
    with scope(road.manager) as by, pytest.raises(Conflict):
        resolve_claim(claim, by=by, version=1, outcome=Outcome.NOT_BROUGHT, resolution="never came")


def test_only_a_claim_of_an_intake_ends_with_never_brought(road: Road) -> None:
    with scope(road.manager) as by:
        back = register_return(by=by, contract=road.contract(), units=road.units)
        (claim,) = report_return_discrepancies(
            back, by=by, seen=[Discrepancy(ClaimKind.MISSING, serial=road.serials[0])]
        )
        with pytest.raises(Invalid):
            resolve_claim(claim, by=by, version=1, outcome=Outcome.NOT_BROUGHT, resolution="never came")


def test_what_the_owner_refuses_waits_on_with_a_claim_and_the_others_are_handed_over(road: Road) -> None:
    with scope(road.manager) as by:
        back = register_return(by=by, contract=road.contract(), units=road.units)
    refused = Discrepancy(ClaimKind.REFUSED, serial=road.serials[2], note="not mine, says the owner")
    with scope(road.keeper) as by:
        (claim,) = report_return_discrepancies(back, by=by, seen=[refused])
        assert (claim.stage, claim.return_act_id, claim.site_id, claim.responsible_id) == (
            "hand_over", back.pk, road.warehouse.pk, road.manager.person_id,
        )  # fmt: skip
        hand_over_units(back, by=by, lines=list(back.lines.filter(position__lt=3)), receiver_name="A. Client")
        for wrong in (Discrepancy(ClaimKind.EXTRA, serial="STRANGER01"), Discrepancy(ClaimKind.MISSING, serial="NO1")):
            with pytest.raises(Invalid):
                report_return_discrepancies(back, by=by, seen=[wrong])
    assert road.states() == ["returned", "returned", "pending_return"]


def test_history_carries_the_moment_that_is_told(road: Road, act: IntakeAct) -> None:
    then = now() - timedelta(days=300)
    seen = Discrepancy(ClaimKind.DAMAGED, serial=SERIALS[0], photos=(picture(),))
    with scope(road.keeper) as by:
        (claim,) = report_intake_discrepancies(act, by=by, seen=[seen], at=then)
        assert (Claim.objects.get().created_at, Attachment.objects.get(claim=claim).created_at) == (then, then)


def test_a_cancelled_return_has_nothing_to_report(road: Road) -> None:
    with scope(road.manager) as by:
        back = register_return(by=by, contract=road.contract(), units=road.units)
        cancel_return(back, by=by, why="they stay")
        with pytest.raises(ReturnClosed):
            report_return_discrepancies(back, by=by, seen=[Discrepancy(ClaimKind.MISSING, serial=road.serials[0])])


def test_the_page_finds_a_unit_by_its_last_four_keeps_photos_and_leads_back(road: Road, act: IntakeAct) -> None:
    browser, here = browser_of(road.keeper), f"/logistics/intake/{act.uid}/"
    assert f'href="{here}discrepancy/"' in browser.get(here).content.decode()
    form: dict[str, Any] = {"serial": "0002", "kind": "damaged", "note": "dent"}
    form["photos"] = SimpleUploadedFile("dent.png", picture(), "image/png")
    answer = browser.post(f"{here}discrepancy/", form, content_type=MULTIPART_CONTENT)
    assert (answer.status_code, answer["Location"]) == (302, here)
    (claim,) = browser.get(here).context["claims"]
    assert (claim.unit.serial, claim.kind) == (SERIALS[1], "damaged")
    shown = browser.get(f"/logistics/claims/{claim.uid}/")
    assert (len(shown.context["attachments"]), act.number in shown.content.decode()) == (1, True)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"serial": "NOBODY", "kind": "missing"}, "serial"),
        ({"serial": SERIALS[0], "kind": "other_serial"}, "serial_seen"),
        ({"serial": SERIALS[0], "kind": "eaten"}, "kind"),
        ({"kind": "missing"}, "serial"),
    ],
)
def test_a_wrong_form_comes_back_with_the_field_at_fault(
    road: Road, act: IntakeAct, form: dict[str, str], field: str
) -> None:
    answer = browser_of(road.keeper).post(f"/logistics/intake/{act.uid}/discrepancy/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    with system_scope(SystemJob.MAINTENANCE):
        assert not Claim.objects.exists()


def test_the_api_reports_the_same(road: Road, act: IntakeAct) -> None:
    browser = browser_of(road.keeper)
    body = {"discrepancies": [{"kind": "missing", "serial": SERIALS[0], "note": "not on the pallet"}]}
    made = browser.post(f"/api/v1/logistics/intake-acts/{act.uid}/discrepancies/", body)
    told = made.json()[0]
    assert (made.status_code, told["kind"], told["stage"], told["intake_act"]) == (
        201, "missing", "intake", act.number,
    )  # fmt: skip
    with scope(road.manager) as by:
        back = register_return(by=by, contract=road.contract(), units=road.units)
    body["discrepancies"][0]["serial"] = road.serials[0]
    made = browser.post(f"/api/v1/logistics/return-acts/{back.uid}/discrepancies/", body)
    assert (made.status_code, made.json()[0]["return_act"]) == (201, back.number)
    assert browser.post(f"/api/v1/logistics/return-acts/{back.uid}/discrepancies/", {}).status_code == 400


def test_only_outcomes_that_fit_are_offered(road: Road, act: IntakeAct) -> None:
    seen = [Discrepancy(ClaimKind.MISSING, serial=SERIALS[0]), Discrepancy(ClaimKind.EXTRA, serial="STRANGER01")]
    with scope(road.keeper) as by:
        missing, extra = report_intake_discrepancies(act, by=by, seen=seen)
    offered = {
        (person, claim.kind): [
            value
            for value, _word in browser_of(actor)
            .get(f"/logistics/claims/{claim.uid}/resolve/")
            .context["form"]
            .fields["outcome"]
            .choices
        ]
        for person, actor in (("manager", road.manager), ("keeper", road.keeper))
        for claim in (missing, extra)
    }
    assert offered == {
        ("manager", "missing"): ["explained", "accepted_at", "lost", "not_brought"],
        ("keeper", "missing"): ["explained", "accepted_at", "lost"],
        ("manager", "extra"): ["explained"],
        ("keeper", "extra"): ["explained"],
    }
