"""The model directory from a file and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.scope import scope
from apps.inventory.models import EquipmentModel, Unit
from apps.inventory.services import load_directory
from tests.importing import exported, imported, table, verdicts
from tests.inventory.factories import place

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db
HEAD = "Производитель;Модель;Вид;Алгоритм;Хешрейт;Единица;Мощность, Вт;Охлаждение;Вентиляторы"


def test_models_are_added_changed_and_left(admin: Actor) -> None:
    first = table(HEAD, "Acme;A1;Майнер;SHA-256;200,5;TH/s;3500;air;4", "Acme;Сервер;Сервер;;;;800;air;")
    assert verdicts(imported(admin, "models", first)) == [("create", ""), ("create", "")]
    again = table(HEAD, "ACME;a1;;;200.5;TH/s;3600;;", "Acme;Сервер;;;;;800;;")
    assert verdicts(imported(admin, "models", again)) == [("update", ""), ("unchanged", "")]
    with scope(admin):
        model = EquipmentModel.objects.get(model="A1")
        assert (model.name, model.power_w, model.fan_count) == ("Acme A1 200.5 TH/s", 3600, 4)


def test_the_whole_delivered_directory_is_exported_and_read_again_unchanged(admin: Actor) -> None:
    with scope(admin) as by:
        count = len(load_directory(by=by).added)
    assert count >= 60
    run = imported(admin, "models", exported(admin, "models"))
    assert (run.result, run.total) == ({"unchanged": count}, count)


def test_a_file_says_which_models_need_three_phases(admin: Actor) -> None:
    head = f"{HEAD};Нужны три фазы"
    imported(admin, "models", table(head, "Acme;H1;Майнер;SHA-256;200;TH/s;7500;hydro;0;да"))
    with scope(admin):
        assert EquipmentModel.objects.get(model="H1").three_phase is True
    assert verdicts(imported(admin, "models", table(head, "Acme;H1;;;200;TH/s;7500;;;нет"))) == [("update", "")]
    with scope(admin):
        assert EquipmentModel.objects.get(model="H1").three_phase is False


def test_a_power_that_overloads_a_node_is_refused_and_counts_nowhere(world: World) -> None:
    for unit, shelf in zip(world.units[:2], world.shelves[:2], strict=True):
        place(unit, shelf)
    model = world.model
    row = f"{model.manufacturer};{model.model};;;100;TH/s;6000;;"
    run = imported(world.admin, "models", table(HEAD, row))
    assert verdicts(run) == [("refused", "power_w")]
    with scope(world.admin):
        assert set(Unit.objects.values_list("power_w", flat=True)) == {3500}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (";A1;;;;;3500;;", "manufacturer"),
        ("Acme;A1;Майнер;SHA-256;много;TH/s;3500;;", "hashrate_value"),
        ("Acme;A1;Майнер;SHA-256;200;TH/s;0;;", "power_w"),
        ("Acme;A1;Тостер;;;;3500;;", "kind"),
        ("Acme;A1;Майнер;;200;TH/s;3500;;", "algorithm"),
    ],
)
def test_a_wrong_row_is_refused_at_its_field(admin: Actor, row: str, field: str) -> None:
    assert verdicts(imported(admin, "models", table(HEAD, row))) == [("refused", field)]
