"""The delivered models reach every directory, and nothing that a person decided is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.models import EquipmentModel
from apps.inventory.rules.catalogue import delivered_models
from tests.factories import make_user
from tests.inventory.factories import make_node, make_site, make_units, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client as Browser

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db
HYDRO = "MicroBT M63S 390 TH/s"
AIR = "Bitmain S21 200 TH/s"


def model(name: str) -> EquipmentModel:
    """Return a model of the directory."""
    return EquipmentModel.objects.get(name=name)


def as_before(name: str) -> None:
    """Make a delivered model as an earlier release delivered it: fewer figures, no phases."""
    EquipmentModel.objects.filter(name=name).update(three_phase=False, board_count=None, power_w=7000)


def test_hydro_machines_and_whatever_one_phase_cannot_carry_are_delivered_as_three_phase() -> None:
    for values in delivered_models():
        if values["power_w"] > 32 * 230:
            assert values["three_phase"], values["model"]
        if values["manufacturer"] in ("Bitmain", "MicroBT", "Bitdeer"):
            assert values["three_phase"] or values["cooling"] != "hydro", values["model"]
        if values["kind"] != "miner" or values["power_w"] < 3600:
            assert not values["three_phase"], values["model"]


def test_a_later_delivery_brings_figures_that_nobody_changed_but_no_power(admin: Actor) -> None:
    with scope(admin) as by:
        first = services.load_directory(by=by)
        assert (len(first.added) >= 60, first.updated) == (True, ())
        as_before(HYDRO)
        second = services.load_directory(by=by)
        assert (second.added, second.updated, second.on_one_phase) == ((), (HYDRO,), ())
        row = model(HYDRO)
        assert (row.three_phase, row.board_count, row.power_w, row.version) == (True, 4, 7000, 2)
        assert AuditRecord.objects.filter(action="inventory.model.load").count() == 2
        third = services.load_directory(by=by)
        assert (third.added, third.updated) == ((), ())
        assert AuditRecord.objects.filter(action="inventory.model.load").count() == 2


def test_a_model_that_a_person_made_or_changed_stays_as_it_is(admin: Actor) -> None:
    with scope(admin) as by:
        made = services.create_model(
            by=by,
            manufacturer="MicroBT",
            model="M63S",
            algorithm="SHA-256",
            hashrate_value=390,
            hashrate_unit="th",
            power_w=7215,
        )
        services.load_directory(by=by)
        changed = services.change_model(model(AIR), by=by, version=1, board_count=2)
        done = services.load_directory(by=by)
        assert (done.added, done.updated) == ((), ())
        assert (model(HYDRO).pk, model(HYDRO).three_phase) == (made.pk, False)
        assert (model(AIR).pk, model(AIR).board_count) == (changed.pk, 2)


def test_a_model_whose_units_stand_on_one_phase_is_named_and_left(world: World, admin: Actor) -> None:
    with scope(admin) as by:
        services.load_directory(by=by)
        as_before(HYDRO)
        node = make_node(world.site, limit_w=50_000)
        shelf = services.create_shelves(by=by, power_node=node, pattern="E-{1..1}", phase="b")[0]
    place(make_units(world.contract, world.site, model=_of(admin, HYDRO))[0], shelf)
    with scope(admin) as by:
        done = services.load_directory(by=by)
        assert (done.on_one_phase, done.updated) == ((HYDRO,), (HYDRO,))
        assert HYDRO in done.sentence
        assert (model(HYDRO).three_phase, model(HYDRO).board_count) == (False, 4)


def _of(actor: Actor, name: str) -> EquipmentModel:
    """Return a model read by an actor."""
    with scope(actor):
        return model(name)


def test_only_who_manages_models_loads_them(warehouse: Actor) -> None:
    with scope(warehouse) as by, pytest.raises(AccessDenied):
        services.load_directory(by=by)


def test_the_page_says_what_loading_does_and_then_how_many_there_are(
    organisation: Organisation, signed_in: Callable[..., Browser], admin: Actor
) -> None:
    make_site(organisation)
    browser = signed_in(make_user(organisation, Role.ADMIN))
    address = reverse("inventory:models_load")
    assert address in browser.get(reverse("inventory:models")).content.decode()
    assert browser.get(address).status_code == 200
    answer = browser.post(address, follow=True)
    assert str(len(list(delivered_models()))) in answer.content.decode()
    with scope(admin):
        assert EquipmentModel.objects.count() == len(list(delivered_models()))
