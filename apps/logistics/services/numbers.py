"""Numbers of logistics' documents, by the masks of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apps.accounts.models import OrganisationSettings
from apps.common import masks, sequences

if TYPE_CHECKING:
    from datetime import date

INTAKE: Final = "intake"
RETURN: Final = "return"
MOVEMENT: Final = "movement"
CLAIM: Final = "claim"
_DEFAULTS: Final = {INTAKE: "АП-{N}", RETURN: "ВЗ-{N}", MOVEMENT: "ПМ-{N}", CLAIM: "РХ-{N}"}


def next_of(organisation_id: int, kind: str, day: date) -> tuple[str, int]:
    """Return the next number of this kind and its ordinal; the counter is locked until the transaction ends."""
    settings = OrganisationSettings.objects.filter(organisation_id=organisation_id).first()
    mask = masks.parse((getattr(settings, f"{kind}_mask") if settings else "") or _DEFAULTS[kind])
    ordinal = sequences.next_number(organisation_id, f"logistics.{kind}", mask.period(day))
    return mask.render(ordinal, day), ordinal
