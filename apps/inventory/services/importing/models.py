"""The model directory from a file: a model is known by its name, which follows from make, model and hashrate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access
from apps.common.errors import Invalid
from apps.common.imports.kinds import Decision
from apps.common.imports.mapping import Field
from apps.common.models import RowOutcome
from apps.common.pages.columns import Column
from apps.crm.services.importing import reading
from apps.inventory.enums import Cooling, EquipmentKind, HashrateUnit
from apps.inventory.models import EquipmentModel
from apps.inventory.permissions import MODEL_MANAGE, MODEL_VIEW
from apps.inventory.rules.naming import model_name
from apps.inventory.services.directory import change_model, create_model
from apps.inventory.services.importing import figures

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet, TextChoices

    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row
    from apps.common.models import ImportRun

_LISTS: Final[dict[str, type[TextChoices]]] = {"kind": EquipmentKind, "hashrate_unit": HashrateUnit, "cooling": Cooling}
_NAMED_BY: Final = frozenset({"manufacturer", "model"})
_COUNTS: Final = ("board_count", "chips_per_board", "fan_count", "height_units")
_YES_OR_NO: Final = ("three_phase", "is_retired")

Known = dict[str, EquipmentModel]


class ModelImporter:
    """Models of equipment; another power counts for every unit and is refused over a limit."""

    key = "models"
    title = _("Models of equipment")
    permission = MODEL_MANAGE
    export_permission = MODEL_VIEW
    fields = (
        Field("manufacturer", _("Manufacturer"), ("производитель", "вендор", "maker", "vendor"), needed=True),
        Field("model", _("Model"), ("модель",), needed=True),
        Field("kind", _("Kind"), ("тип", "вид")),
        Field("algorithm", _("Algorithm")),
        Field("hashrate_value", _("Hashrate"), ("хешрейт", "hashrate")),
        Field("hashrate_unit", _("Hashrate unit"), ("единица", "unit")),
        Field("power_w", _("Power, W"), ("мощность", "мощность вт", "power"), needed=True),
        Field("three_phase", _("Needs three phases"), ("три фазы", "трёхфазный", "трехфазный", "three phases")),
        Field("cooling", _("Cooling")),
        Field("board_count", _("Hash boards"), ("платы", "boards")),
        Field("chips_per_board", _("Chips per board"), ("чипов на плате", "chips")),
        Field("fan_count", _("Fans"), ("вентиляторы", "fans")),
        Field("height_units", _("Height, U"), ("высота",)),
        Field("is_retired", _("No longer offered"), ("снята", "retired")),
    )

    def prepare(self, by: Actor, rows: Sequence[Row]) -> Known:
        """Read the directory."""
        models = access.narrow(by, MODEL_VIEW, EquipmentModel.objects.all())
        return {reading.folded(model.name): model for model in models}

    def decide(self, by: Actor, row: Row, known: Known) -> Decision:
        """Return whether a model is new, changed or as it was. Raises Invalid."""
        values = _values(row)
        target = known.get(_name(values))
        if target is None:
            if "power_w" not in values:
                raise Invalid(_("This field is needed."), field="power_w")
            return Decision(RowOutcome.CREATE, values=values)
        # The name was found, so it differs in upper and lower case at most: that is no change.
        changes = {
            name: value for name, value in values.items() if name not in _NAMED_BY and getattr(target, name) != value
        }
        if not changes:
            return Decision(RowOutcome.UNCHANGED, target)
        return Decision(RowOutcome.UPDATE, target, changes)

    def marks(self, row: Row) -> set[str]:
        """Return the parts of the name."""
        parts = (row.get(name, "") for name in ("manufacturer", "model", "hashrate_value", "hashrate_unit"))
        return {reading.folded(" ".join(parts))}

    def apply(self, by: Actor, decisions: Sequence[Decision], known: Known) -> list[UUID]:
        """Add or change the models one by one."""
        found = []
        for one in decisions:
            model = (
                create_model(by=by, **one.values)
                if one.target is None
                else change_model(one.target, by=by, version=one.target.version, **one.values)
            )
            known[reading.folded(model.name)] = model
            found.append(model.uid)
        return found

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record."""
        record(by=by, action=figures.note_action("models", action), subject=run, after=dict(facts))

    def columns(self) -> list[Column]:
        """Return the columns of the export."""
        special: dict[str, Any] = {
            "kind": "get_kind_display",
            "hashrate_unit": "get_hashrate_unit_display",
            "cooling": "get_cooling_display",
        }
        return [Column(one.name, one.title, special.get(one.name)) for one in self.fields]

    def rows(self, actor: Actor) -> QuerySet[EquipmentModel]:
        """Return the directory in reach."""
        return access.narrow(actor, MODEL_VIEW, EquipmentModel.objects.all()).order_by("name")


def _values(row: Row) -> dict[str, Any]:
    """Return what a row says of a model; an empty cell says nothing. Raises Invalid."""
    values: dict[str, Any] = reading.given(row, ("manufacturer", "model", "algorithm"))
    for name in ("manufacturer", "model"):
        if not values.get(name):
            raise Invalid(_("This field is needed."), field=name)
    for name, choices in _LISTS.items():
        if row.get(name):
            values[name] = reading.choice(row[name], choices, name)
    if row.get("hashrate_value"):
        values["hashrate_value"] = figures.decimal(row["hashrate_value"], "hashrate_value")
    if row.get("power_w"):
        values["power_w"] = figures.whole(row["power_w"], "power_w", least=1)
    values |= {name: figures.whole(row[name], name, most=10_000) for name in _COUNTS if row.get(name)}
    return values | {name: reading.yes(row[name], name) for name in _YES_OR_NO if row.get(name)}


def _name(values: Mapping[str, Any]) -> str:
    """Return the name that these values make, for comparing."""
    unit = values.get("hashrate_unit", "")
    label = str(HashrateUnit(unit).label) if unit else ""
    return reading.folded(model_name(values["manufacturer"], values["model"], values.get("hashrate_value"), label))
