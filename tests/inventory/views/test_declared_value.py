"""The declared value of a unit with its currency, on the page's form; an act states roubles."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import User
from apps.common.errors import Invalid
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.models import Contract
from apps.inventory.models import Unit
from apps.inventory.services import change_unit
from apps.logistics.services import IntakeEntry, hand_over_units, register_intake, register_return
from tests.browser import Browser
from tests.logistics.factories import Road, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation, how_many=1)


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def kept(unit: Unit) -> tuple[Decimal | None, str]:
    """Return value and currency as they are kept."""
    with system_scope(SystemJob.MAINTENANCE):
        return Unit.objects.values_list("declared_value", "declared_currency").get(pk=unit.pk)


def test_value_and_currency_are_changed_together_on_the_page(road: Road) -> None:
    browser, unit = browser_of(road.world.admin), road.units[0]
    page = f"/equipment/{unit.uid}/edit/"
    assert browser.get(page).context["form"]["declared_currency"].value() == "RUB"
    assert browser.post(page, {"declared_value": "3000", "declared_currency": "USD"}).status_code == 302
    assert kept(unit) == (Decimal(3000), "USD")
    assert "3,000.00\u00a0USD" in browser.get(f"/equipment/{unit.uid}/").content.decode()


def test_a_currency_that_is_none_of_ours_is_refused(road: Road) -> None:
    browser, unit = browser_of(road.world.admin), road.units[0]
    answer = browser.post(f"/equipment/{unit.uid}/edit/", {"declared_value": "1", "declared_currency": "XXX"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["declared_currency"])
    with scope(road.world.admin) as by, pytest.raises(Invalid) as refusal:
        change_unit(by=by, unit=unit, version=unit.version, declared_currency="XXX")
    assert (refusal.value.field, kept(unit)) == ("declared_currency", (None, "RUB"))


def test_a_unit_that_comes_in_again_has_the_value_of_its_new_act_in_roubles(road: Road) -> None:
    unit = road.units[0]
    with scope(road.world.admin) as by:
        change_unit(by=by, unit=unit, version=unit.version, declared_value=Decimal(3000), declared_currency="USD")
        act = register_return(by=by, contract=road.contract(), units=[unit])
    with scope(road.keeper) as by:
        hand_over_units(act, by=by, lines=list(act.lines.all()), receiver_name="A. Client")
    with scope(road.manager) as by:
        contract = Contract.objects.select_related("client", "legal_entity").get(pk=road.contract().pk)
        register_intake(
            by=by,
            client=contract.client,
            contract=contract,
            site=road.warehouse,
            entries=[IntakeEntry(unit.serial, road.world.model, declared_value=Decimal(250_000))],
        )
    assert kept(unit) == (Decimal(250_000), "RUB")
