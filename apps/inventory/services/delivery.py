"""The delivered models: added where the directory has them not, brought up to date where nobody changed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit.selectors.timeline import touched
from apps.audit.services import record
from apps.common import access
from apps.inventory.enums import Phases
from apps.inventory.models import EquipmentModel, Unit
from apps.inventory.permissions import MODEL_MANAGE
from apps.inventory.rules.catalogue import delivered_models
from apps.inventory.selectors.loads import feed_phases
from apps.inventory.services.directory import complete
from apps.inventory.services.writing import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor

# What a later delivery may put right. Power is not among it: it counts against limits, so a person changes it.
_BROUGHT: Final = ("three_phase", "cooling", "board_count", "chips_per_board", "fan_count", "height_units")
# Whoever made or changed a model by hand, or by a file, answers for its figures.
_BY_HAND: Final = ("inventory.model.create", "inventory.model.change")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery did: models added and brought up to date; `on_one_phase` need three and stand on one."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    on_one_phase: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What was done, for a person."""
        counts = {"added": len(self.added), "updated": len(self.updated)}
        told = _("Models added: %(added)d, brought up to date: %(updated)d.") % counts
        if self.on_one_phase:
            left = _("These need three phases, but units of them stand on one: %(names)s.")
            told = f"{told} {left % {'names': ', '.join(self.on_one_phase)}}"
        return told


def load_directory(*, by: Actor) -> Delivery:
    """Add the delivered models that the organisation has not, and bring those up to date that nobody changed.

    A model that was made or changed by a person or a file stays as it is, and so does the power of every model. A
    model whose units stand on one phase is not made three-phase; it is named instead. One record, none when nothing
    is to be done. Raises AccessDenied.
    """
    access.require(by, MODEL_MANAGE)
    with transaction.atomic():
        mine = EquipmentModel.objects.filter(organisation_id=by.tenant_id)
        have = {model.name: model for model in mine.select_for_update().order_by("pk")}
        by_hand = touched(mine, _BY_HAND)
        delivered = [_model(by, values) for values in delivered_models()]
        made = [model for model in delivered if model.name not in have]
        kept = [(have[model.name], model) for model in delivered if model.name in have]
        kept = [(old, new) for old, new in kept if str(old.uid) not in by_hand]
        on_one_phase = _on_one_phase([old for old, new in kept if new.three_phase and not old.three_phase])
        updated = [old for old, new in kept if _bring(old, new, may_need_three=old.pk not in on_one_phase)]
        EquipmentModel.objects.bulk_create(made)
        done = Delivery(_names(made), _names(updated), _names([old for old, _new in kept if old.pk in on_one_phase]))
        if made or updated:
            record(
                by=by,
                action="inventory.model.load",
                subject=None,
                after={"count": len(made), "names": list(done.added), "updated": list(done.updated)},
                organisation_id=by.organisation_id,
            )
    return done


def _model(by: Actor, values: dict[str, Any]) -> EquipmentModel:
    """Return a delivered model with its name."""
    model = EquipmentModel(organisation_id=by.tenant_id, **values)
    complete(model)
    return model


def _on_one_phase(models: Sequence[EquipmentModel]) -> set[int]:
    """Return the models of which a unit stands on one phase (one query)."""
    fed = Unit.objects.filter(model__in=models, shelf__power_node__isnull=False).annotate(fed=feed_phases())
    return set(fed.exclude(fed=Phases.THREE).values_list("model_id", flat=True))


def _bring(old: EquipmentModel, new: EquipmentModel, *, may_need_three: bool) -> bool:
    """Give a model the delivered figures, those alone that are known. Return whether any changed."""
    names = [name for name in _BROUGHT if getattr(new, name) not in (None, getattr(old, name))]
    if not may_need_three:
        names = [name for name in names if name != "three_phase"]
    for name in names:
        setattr(old, name, getattr(new, name))
    if names:
        rewrite(old, old.version, names, field="model")
    return bool(names)


def _names(models: Sequence[EquipmentModel]) -> tuple[str, ...]:
    """Return the names."""
    return tuple(model.name for model in models)
