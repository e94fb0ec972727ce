"""Numbers of repair orders and stocktaking sheets, by the masks of the organisation's service centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common import masks, sequences

if TYPE_CHECKING:
    from datetime import date


def next_of(organisation_id: int, kind: str, mask_text: str, day: date) -> tuple[str, int]:
    """Return the next number of a kind and its ordinal; the counter is locked until the transaction ends."""
    mask = masks.parse(mask_text)
    ordinal = sequences.next_number(organisation_id, f"service.{kind}", mask.period(day))
    return mask.render(ordinal, day), ordinal
